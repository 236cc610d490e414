import fc from 'fast-check';
import { domainToASCII } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isPlainHost, readHostname } from '../../lib/text/hostname.js';
import { decodePunycode } from '../../lib/text/punycode.js';

describe('a label in Punycode', () => {
  // Examples from RFC 3492 §7.1, one per script.
  test.each([
    ['egbpdaj6bu4bxfgehfvwxn', 'ليهمابتكلموشعربي؟'],
    ['ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
    ['Proprostnemluvesky-uyb24dma41a', 'Pročprostěnemluvíčesky'],
    ['n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa', 'なぜみんな日本語を話してくれないのか'],
    ['3B-ww4c5e180e575a65lsy2b', '3年B組金八先生'],
    ['d9juau41awczczp', 'そのスピードで'],
    ['ls8h', '💩'],
  ])('%s is decoded to %s', (encoded, decoded) => {
    expect(decodePunycode(encoded)).toBe(decoded);
  });

  test('that Node.js encoded is decoded to the original', () => {
    const label = fc.string({
      unit: fc.constantFrom('a', 'b', '7', '-', 'é', 'ü', '中', 'ж', '😀'),
      minLength: 1,
    });
    const encoded = label
      .map((text) => [text, domainToASCII(text)] as const)
      .filter(([, ascii]) => ascii.startsWith('xn--'));
    const decoded = fc.sample(encoded, 200).map(([text, ascii]) => [text, decodePunycode(ascii.slice(4))]);
    for (const [text, result] of decoded) expect(result).toBe(text);
  });

  test.each(['a', '9', '_', '-', 'a-_', '99999999999', ''])('may be broken: %j', (encoded) => {
    expect(readHostname(`xn--${encoded}.example`)).not.toBe(`xn--${encoded}.example`);
  });
});

test('A browser reads a plain host exactly as it is written, in lower case', () => {
  const host = fc.string({
    unit: fc.constantFrom('a', 'Z', 'x', 'n', '0', '9', '-', '_', '.', '%', '['),
    minLength: 1,
  });
  const plain = fc.sample(
    fc.oneof(
      host,
      fc.domain(),
      fc.ipV4(),
      fc.constantFrom('0x7f.1', '1.2', 'a.0x', 'a.b.c', 'A.xN--b', 'x.', 'a..b'),
    ),
    3_000,
  );
  const found = plain.filter((one) => isPlainHost(one));
  expect(found.length).toBeGreaterThan(500);
  for (const one of found) expect(new URL(`https://${one}/`).hostname, one).toBe(one.toLowerCase());
});
