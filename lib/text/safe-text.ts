/**
 * Control characters, the bidirectional controls and the two separators that break a line: text with any of them
 * can pretend, on a consent page or in a log, to be another text.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;
const UNSAFE_EVERYWHERE = new RegExp(UNSAFE, 'gu');

export function isSafeText(text: string): boolean {
  return text.isWellFormed() && !UNSAFE.test(text);
}

/** Makes a stranger's text safe to print and cuts it to a length in UTF-16 units. */
export function toPrintable(text: string, longest: number): string {
  const short = text.slice(0, longest);
  return isSafeText(short) ? short : short.toWellFormed().replace(UNSAFE_EVERYWHERE, '\ufffd');
}
