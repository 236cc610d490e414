import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRegisteredRedirectUri, redirectUriProblem } from '../../lib/clients/redirect-uri.js';
import { badRedirectUris, goodRedirectUris } from './redirect-uri.shapes.js';

const profile = { https: true, loopback: true, customSchemes: [] as string[] };

describe('a redirect URI that must not be registered', () => {
  test('is in the table only once', () => {
    expect(new Set(badRedirectUris).size).toBe(badRedirectUris.length);
  });

  test.each(badRedirectUris.map((uri) => [JSON.stringify(uri), uri]))('%s', (_, uri) => {
    expect(redirectUriProblem(uri, profile)).toMatch(/^must /);
  });
});

describe('a redirect URI that may be registered', () => {
  test.each(goodRedirectUris)('%s', (uri) => {
    expect(redirectUriProblem(uri, profile)).toBeUndefined();
  });
});

describe('an accepted redirect URI', () => {
  test('is opened by a browser at the host that people read in it', () => {
    const pieces = [
      'https://',
      'http://',
      'localhost',
      '127.0.0.1',
      '[::1]',
      'a.example',
      '@',
      ':',
      '/',
      '\\',
      '#',
    ];
    const more = [
      '?',
      '%',
      '0x7f',
      '.',
      '443',
      ' ',
      '\t',
      '*',
      '[',
      ']',
      '%2f',
      'javascript:',
      'é',
      '//',
      '-',
      '_',
    ];
    const uri = fc
      .array(fc.constantFrom(...pieces, ...more), { maxLength: 8 })
      .map((parts) => parts.join(''));
    const likely = fc.oneof(
      uri,
      uri.map((rest) => `https://a.example${rest}`),
      uri.map((rest) => `http://localhost${rest}`),
    );
    fc.assert(
      fc.property(likely, (candidate) => {
        if (redirectUriProblem(candidate, profile)) return;
        const { protocol, hostname, hash, username, password } = new URL(candidate);
        const written = /^https?:\/\/(\[[^\]]*\]|[^:/?]*)/.exec(candidate)![1]!;
        expect(hostname).toBe(written.toLowerCase());
        expect([hash, username, password]).toEqual(['', '', '']);
        if (protocol === 'http:') expect(['localhost', '127.0.0.1', '[::1]']).toContain(hostname);
        else expect(protocol).toBe('https:');
        expect(candidate).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a custom scheme', () => {
  const cursor = { ...profile, customSchemes: ['cursor', 'com.example.app'] };

  test.each([
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'cursor://callback?x=1',
    'cursor:callback',
    'com.example.app:/oauth',
    'com.example.app:/oauth%20callback',
  ])('that is listed accepts %s', (uri) => {
    expect(redirectUriProblem(uri, cursor)).toBeUndefined();
  });

  test.each([
    'cursor:',
    'Cursor://callback',
    'CURSOR://callback',
    'cursors://callback',
    'cursor-nightly://callback',
    'cherrystudio://callback',
    'cursor://callback#',
    'cursor://user@callback/x',
    'cursor://@callback/x',
    'cursor://callback/*',
    'cursor://call back',
    'cursor://callback/\\x',
    'cursor://callback/[x]',
    'cursor://callback/%',
    'cursor\t://callback',
    ' cursor://callback',
    'com-example-app:/oauth',
    'javascript://cursor/',
  ])('that is listed does not accept %j', (uri) => {
    expect(redirectUriProblem(uri, cursor)).toMatch(/^must /);
  });

  test('is named in the error if https or loopback URIs are not allowed', () => {
    const only = { https: false, loopback: false, customSchemes: ['cursor'] };
    expect(redirectUriProblem('cursor://callback', only)).toBeUndefined();
    expect(redirectUriProblem('https://client.example.com/', only)).toBe(
      'must use an allowed scheme: cursor',
    );
    expect(redirectUriProblem('http://localhost/', only)).toBe('must use an allowed scheme: cursor');
    expect(redirectUriProblem('http://localhost/', { ...profile, loopback: false })).toMatch(/https$/);
    expect(redirectUriProblem('https://a.example/', { ...profile, https: false })).toMatch(/loopback host$/);
  });
});

describe('RFC 8252 §7.3: at the authorization endpoint', () => {
  const matches: [registered: string, requested: string][] = [
    ['http://127.0.0.1/cb', 'http://127.0.0.1/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:51004/cb'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1/cb'],
    ['http://[::1]:3000/cb', 'http://[::1]:1/cb'],
    ['http://localhost/cb', 'http://localhost:65535/cb'],
    ['http://localhost:3000', 'http://localhost:3001'],
    ['http://localhost:3000?x=1', 'http://localhost:3001?x=1'],
    ['http://127.0.0.1/cb?x=1', 'http://127.0.0.1:8/cb?x=1'],
    ['https://client.example.com:8443/cb', 'https://client.example.com:8443/cb'],
    ['cursor://callback', 'cursor://callback'],
  ];
  test.each(matches)('%s registered admits %s', (registered, requested) => {
    expect(isRegisteredRedirectUri(requested, ['https://other.example/cb', registered])).toBe(true);
  });

  const mismatches: [registered: string, requested: string][] = [
    ['http://localhost:3000/cb', 'http://127.0.0.1:3000/cb'],
    ['http://localhost:3000/cb', 'http://[::1]:3000/cb'],
    ['http://127.0.0.1:3000/cb', 'http://localhost:3000/cb'],
    ['http://127.0.0.1:3000/cb', 'http://[::1]:3000/cb'],
    ['http://[::1]:3000/cb', 'http://127.0.0.1:3000/cb'],
    ['http://[::1]:3000/cb', 'http://localhost:3000/cb'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3000/cb/'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3001/CB'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3001/cb?x=1'],
    ['http://127.0.0.1:3000/cb?x=1', 'http://127.0.0.1:3001/cb'],
    ['http://127.0.0.1:3000/cb?x=1', 'http://127.0.0.1:3001/cb?x=2'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3001/cb#'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3001/'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3001'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:65536/cb'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:/cb'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3001@evil.example/cb'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1.evil.example:3000/cb'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.2:3000/cb'],
    ['http://127.0.0.1:3000/cb', 'https://127.0.0.1:3000/cb'],
    ['http://127.0.0.1:3000/cb', 'HTTP://127.0.0.1:3000/cb'],
    ['http://localhost:3000/cb', 'http://LOCALHOST:3000/cb'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3001/cb\n'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3001\n'],
    ['https://localhost:3000/cb', 'https://localhost:3001/cb'],
    ['https://client.example.com/cb', 'https://client.example.com:443/cb'],
    ['https://client.example.com/cb', 'https://client.example.com:8443/cb'],
    ['https://client.example.com/cb', 'https://CLIENT.example.com/cb'],
    ['https://client.example.com/cb', 'https://client.example.com/cb/../cb'],
    ['https://client.example.com/%7Ecb', 'https://client.example.com/~cb'],
    ['cursor://callback', 'cursor://callback/'],
    ['cursor://localhost:1/', 'cursor://localhost:2/'],
  ];
  test.each(mismatches)('%s registered does not admit %j', (registered, requested) => {
    expect(isRegisteredRedirectUri(requested, ['https://other.example/cb', registered])).toBe(false);
  });
});
