/** RFC 3492 §5: the parameters of Punycode. */
const BASE = 36;
const MIN_THRESHOLD = 1;
const MAX_THRESHOLD = 26;
const SKEW = 38;
const FIRST_DAMP = 700;
const INITIAL_BIAS = 72;
const FIRST_NON_ASCII = 0x80;
const MAX_CODE_POINT = 0x10ffff;

/**
 * Decodes a label after its prefix `xn--`. Node.js has a decoder, but it is deprecated.
 *
 * @returns `undefined` if the label is not valid Punycode
 * @see https://www.rfc-editor.org/rfc/rfc3492#section-6.2
 */
export function decodePunycode(encoded: string): string | undefined {
  const delimiter = encoded.lastIndexOf('-');
  const decoded = Array.from(encoded.slice(0, Math.max(0, delimiter)));
  let codePoint = FIRST_NON_ASCII;
  let bias = INITIAL_BIAS;
  let position = 0;
  for (let at = delimiter > 0 ? delimiter + 1 : 0; at < encoded.length;) {
    const before = position;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(encoded[at++]);
      if (digit === undefined) return undefined;
      position += digit * weight;
      const threshold = Math.min(Math.max(k - bias, MIN_THRESHOLD), MAX_THRESHOLD);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = decoded.length + 1;
    bias = adapt(position - before, length, before === 0);
    codePoint += Math.floor(position / length);
    if (codePoint > MAX_CODE_POINT) return undefined;
    position %= length;
    decoded.splice(position++, 0, String.fromCodePoint(codePoint));
  }
  return decoded.join('');
}

function digitOf(character: string | undefined): number | undefined {
  const index = 'abcdefghijklmnopqrstuvwxyz0123456789'.indexOf(character?.toLowerCase() ?? ' ');
  return index < 0 ? undefined : index;
}

/** RFC 3492 §6.1. */
function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? FIRST_DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((BASE - MIN_THRESHOLD) * MAX_THRESHOLD) / 2; k += BASE)
    rest = Math.floor(rest / (BASE - MIN_THRESHOLD));
  return k + Math.floor(((BASE - MIN_THRESHOLD + 1) * rest) / (rest + SKEW));
}
