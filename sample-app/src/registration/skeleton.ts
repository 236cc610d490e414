import unhomoglyph from 'unhomoglyph';

/**
 * The appearance of a name, to compare it with another: letters that look alike become the same letter (the confusables
 * of Unicode UTS #39), and case, accents, spaces and punctuation are ignored.
 *
 * @see https://www.unicode.org/reports/tr39/#Confusable_Detection
 */
export function skeleton(name: string): string {
  const letters = name.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');
  const lowercase = unhomoglyph(unhomoglyph(letters).toLowerCase());
  // A capital I looks like an l: without case, i and l must be equal.
  return lowercase.replaceAll('i', 'l');
}
