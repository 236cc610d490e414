/**
 * Control characters, bidirectional controls, invisible characters and the two separators that break a line: on a consent
 * page or in a log, text with any of them can look like another text. Allowed are the joiners U+200C and U+200D, which
 * several scripts and emoji need, and U+FE0E and U+FE0F, which choose how an emoji looks.
 */
const UNSAFE =
  /(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Default_Ignorable_Code_Point}\u202a-\u202e\u2028\u2029]/u;
const UNSAFE_EVERYWHERE = new RegExp(UNSAFE, 'gu');

/** Most text is plain ASCII, which takes a fraction of the time to check. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

export function isSafeText(text: string): boolean {
  return PRINTABLE_ASCII.test(text) || (text.isWellFormed() && !UNSAFE.test(text));
}

/** Replaces what is not safe to print in text from outside, and cuts it to a length in UTF-16 units. */
export function toPrintable(text: string, maxLength: number): string {
  const short = text.slice(0, maxLength);
  return isSafeText(short) ? short : short.toWellFormed().replace(UNSAFE_EVERYWHERE, '\ufffd');
}
