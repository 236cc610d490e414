import fc from 'fast-check';

export const customSchemes = ['cursor'];

const port = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 0, max: 65_535 }).map((number) => `:${number}`),
);
const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const domain = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`);
const loopback = fc.constantFrom('localhost', '127.0.0.1', '[::1]');
const tail = fc.oneof(
  fc.constant(''),
  fc.stringMatching(/^\/([A-Za-z0-9\-._~!$&'()+,;=:@/]|%[0-9A-F]{2}){0,20}(\?[a-z0-9=&/?]{0,20})?$/),
);

/** URIs that may be registered. */
export const goodUri = fc.oneof(
  fc.tuple(domain, port, tail).map((parts) => `https://${parts.join('')}`),
  fc.tuple(loopback, port, tail).map((parts) => `http://${parts.join('')}`),
  tail.map((path) => `cursor://callback${path}`),
);

/** Pieces from which an attacker, or a mistake, builds a URI. */
const piece = fc.constantFrom(
  'https', 'http', 'HTTPS', 'javascript', 'data', 'cursor', 'Cursor', ':', '//', '/', '\\', '@', '#', '?', '*', '%',
  '%00', '%2f', '%zz', '[', ']', '[::1]', '[::ffff:127.0.0.1]', '127.0.0.1', '127.1', '2130706433', '0x7f.1',
  'localhost', 'localhost.', 'LOCALHOST', 'evil.example', 'xn--', '.', '..', ':80', ':0', ':65535', ':65536', ':-1',
  ':080', ' ', '\t', '\n', '\u0000', '\u3002', '\u212a', 'ß', '🚀', '\ud800', 'callback', '<script>', '"', '{}', '|', '^', '`',
); // prettier-ignore

/** Arbitrary URIs: near misses, noise, and good URIs with one change. */
export const anyUri = fc.oneof(
  fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
  fc
    .tuple(fc.constantFrom('https://', 'http://', 'cursor:'), fc.array(piece, { maxLength: 6 }))
    .map(([scheme, pieces]) => scheme + pieces.join('')),
  fc
    .tuple(goodUri, fc.nat(40), fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 2 })))
    .map(([uri, at, inserted]) => uri.slice(0, at) + inserted + uri.slice(at)),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  goodUri,
);

/** URIs that parsers have interpreted in different ways. */
export const badUris = [
  'javascript://localhost/%0aalert(1)',
  'https://good.example\\@evil.example/',
  'https://good.example@evil.example/',
  'http://localhost:80@evil.example/',
  'http://127.0.0.1.evil.example/',
  'http://127.1/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::1%25eth0]/',
  'https://evil.example#@good.example/',
  'https://*.example/',
  'https:good.example',
  'https:///good.example',
  'https://good.example:65536/',
  'https://good.example:/',
  'https://\u212aelvin.example/',
  'https://good\u3002example/',
  'https://good.example/%zz',
  'https://good.example/[a]',
  'https://good.example/\u0000',
  'https://good.example/\ud800',
  'http://LOCALHOST/',
  'http://localhost./',
  'cursor:',
  'Cursor://callback',
  ' https://good.example/',
  'https://good.example/\n',
];
