import { expect, test } from 'vitest';
import { documentHost, matchesHost } from '../../../lib/fetching/document-url.js';

const hostOf = (clientId: unknown) => documentHost(clientId, (host) => host === 'client.test');
const longest = `https://client.example.com/${'a'.repeat(512 - 'https://client.example.com/'.length)}`;

test.each([
  ['https://client.example.com/oauth/client.json', 'client.example.com'],
  ['https://claude.ai/oauth/mcp-oauth-client-metadata', 'claude.ai'],
  ['https://client.example.com:8443/client.json', 'client.example.com'],
  ['https://client.example.com/client.json?version=2', 'client.example.com'],
  ['https://client.example.com/a%2Fb', 'client.example.com'],
  ['https://client.example.com//', 'client.example.com'],
  ['https://xn--bcher-kva.example/client.json', 'xn--bcher-kva.example'],
  ['https://my_app.example.com/client.json', 'my_app.example.com'],
  ['https://localhost.example.com/client.json', 'localhost.example.com'],
  ['https://latest.example.com/client.json', 'latest.example.com'],
  ['https://client.test/client.json', 'client.test'],
  [longest, 'client.example.com'],
])('%s is acceptable', (url, host) => {
  expect(hostOf(url)).toBe(host);
});

test.each([
  ['plain text', 'a-registered-client-id'],
  ['an empty text', ''],
  ['http', 'http://client.example.com/client.json'],
  ['an upper-case scheme', 'HTTPS://client.example.com/client.json'],
  ['no slashes', 'https:client.example.com/client.json'],
  ['three slashes', 'https:///client.example.com/client.json'],
  ['no path', 'https://client.example.com'],
  ['the path /', 'https://client.example.com/'],
  ['the path / with a query', 'https://client.example.com/?a'],
  ['a fragment', 'https://client.example.com/client.json#a'],
  ['an empty fragment', 'https://client.example.com/client.json#'],
  ['a dot segment', 'https://client.example.com/./client.json'],
  ['a double-dot segment', 'https://client.example.com/a/../client.json'],
  ['an encoded double-dot segment', 'https://client.example.com/a/%2e%2E/client.json'],
  ['a user', 'https://user@client.example.com/client.json'],
  ['a password', 'https://:secret@client.example.com/client.json'],
  ['empty user information', 'https://@client.example.com/client.json'],
  ['a host as user', 'https://claude.ai@client.example.com/client.json'],
  ['a backslash after the host', 'https://client.example.com\\client.json'],
  ['a backslash before @', 'https://claude.ai\\@client.example.com/client.json'],
  ['a space', 'https://client.example.com/a b'],
  ['a leading space', ' https://client.example.com/client.json'],
  ['a line break at the end', 'https://client.example.com/client.json\n'],
  ['a tab in the scheme', 'ht\ttps://client.example.com/client.json'],
  ['a NUL', 'https://client.example.com/client.json\0'],
  ['a letter outside of ASCII in the host', 'https://cl\u0456ent.example.com/client.json'],
  ['a letter outside of ASCII in the path', 'https://client.example.com/cl\u00efent'],
  ['an upper-case host', 'https://Client.Example.com/client.json'],
  ['an encoded host', 'https://client%2eexample.com/client.json'],
  ['the default port', 'https://client.example.com:443/client.json'],
  ['an empty port', 'https://client.example.com:/client.json'],
  ['a port too high', 'https://client.example.com:65536/client.json'],
  ['a trailing dot', 'https://client.example.com./client.json'],
  ['an empty label', 'https://client..example.com/client.json'],
  ['a host of one label', 'https://intranet/client.json'],
  ['a star as label', 'https://*.example.com/client.json'],
  ['a label too long', `https://${'a'.repeat(64)}.example.com/client.json`],
  ['a name too long', `https://${'a.'.repeat(126)}com/client.json`],
  ['invalid Punycode', 'https://xn--a.example/client.json'],
  ['Punycode of ASCII', 'https://xn--client-.example/client.json'],
  ['an IPv4 address', 'https://127.0.0.1/client.json'],
  ['a public IPv4 address', 'https://93.184.216.34/client.json'],
  ['an IPv4 address as one number', 'https://2130706433/client.json'],
  ['an IPv4 address in hexadecimal', 'https://0x7f.0.0.1/client.json'],
  ['an IPv4 address in octal', 'https://0177.0.0.1/client.json'],
  ['an IPv4 address of two parts', 'https://127.1/client.json'],
  ['an IPv6 address', 'https://[::1]/client.json'],
  ['localhost', 'https://localhost/client.json'],
  ['a name under localhost', 'https://client.localhost/client.json'],
  ['a name under local', 'https://printer.local/client.json'],
  ['a name under internal', 'https://metadata.google.internal/client.json'],
  ['a name under invalid', 'https://client.invalid/client.json'],
  ['a name under onion', 'https://client.onion/client.json'],
  ['home.arpa', 'https://home.arpa/client.json'],
  ['a name under home.arpa', 'https://router.home.arpa/client.json'],
  ['a name under test that the seam does not define', 'https://other.test/client.json'],
  ['a name under a test host', 'https://a.client.test/client.json'],
  ['513 characters', `${longest}a`],
])('a URL with %s is not acceptable', (_, url) => {
  expect(hostOf(url)).toBeUndefined();
});

test.each([[undefined], [null], [42], [['https://client.example.com/client.json']], [{}]])(
  'the value %j is not a URL',
  (value) => {
    expect(hostOf(value)).toBeUndefined();
  },
);

test.each([
  ['claude.ai', ['claude.ai'], true],
  ['claude.ai', ['chatgpt.com', 'Claude.AI'], true],
  ['a.claude.ai', ['claude.ai'], false],
  ['a.claude.ai', ['*.claude.ai'], true],
  ['b.a.claude.ai', ['*.claude.ai'], true],
  ['claude.ai', ['*.claude.ai'], false],
  ['notclaude.ai', ['*.claude.ai'], false],
  ['claude.ai.example', ['*.claude.ai'], false],
  ['claude.ai', [], false],
  ['claude.ai', ['*'], false],
])('the host %s matches %j: %s', (host, patterns, expected) => {
  expect(matchesHost(host, patterns)).toBe(expected);
});
