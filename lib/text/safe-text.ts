/**
 * Control characters, bidirectional controls, invisible characters and the two line separators: on a consent page or
 * in a log, they can make one text look like another. The joiners U+200C and U+200D are allowed, because several
 * scripts and emoji need them, and so are U+FE0E and U+FE0F, which select how an emoji looks.
 */
const UNSAFE =
  /(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Default_Ignorable_Code_Point}\u202a-\u202e\u2028\u2029]/u;
const UNSAFE_EVERYWHERE = new RegExp(UNSAFE, 'gu');

/** A fast path: most text is plain ASCII. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

export function isSafeText(text: string): boolean {
  return PRINTABLE_ASCII.test(text) || (text.isWellFormed() && !UNSAFE.test(text));
}

/** Replaces unsafe characters in text from outside, and cuts it to a length in UTF-16 code units. */
export function toPrintable(text: string, maxLength: number): string {
  const short = text.slice(0, maxLength);
  return isSafeText(short) ? short : short.toWellFormed().replace(UNSAFE_EVERYWHERE, '\ufffd');
}
