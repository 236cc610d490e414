import unhomoglyph from 'unhomoglyph';

/**
 * What a name looks like, for comparison with another one: letters that look alike become the same letter (the
 * confusables of Unicode UTS #39), and capitals, accents, spaces and punctuation make no difference.
 *
 * @see https://www.unicode.org/reports/tr39/#Confusable_Detection
 */
export function skeleton(name: string): string {
  const letters = name.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');
  const lowercase = unhomoglyph(unhomoglyph(letters).toLowerCase());
  // A capital I looks like an l, so that an i and an l cannot be told apart once the case is gone.
  return lowercase.replaceAll('i', 'l');
}
