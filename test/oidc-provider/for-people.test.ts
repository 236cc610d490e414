import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../support/http.js';
import { startSample, type Sample } from './support/sample.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let sample: Sample;
beforeAll(async () => void (sample = await startSample()));
afterAll(() => sample?.close());

const get = (path: string, accept?: string, headers: Record<string, string> = {}) =>
  send(sample.url + path, { method: 'GET', headers: { ...(accept && { accept }), ...headers } });

describe('A person in a browser', () => {
  test.each([
    ['/', 200, 'the address of the MCP server'],
    ['/mcp', 405, 'This is an MCP server'],
    ['/register', 405, 'Nothing to fill in'],
    ['/login', 404, 'No such page'],
    ['/oidc', 404, 'No such page'],
    ['/nothing/at/all', 404, 'No such page'],
  ])('sees a page at %s', async (path, status, text) => {
    const answer = await get(path, BROWSER);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers.vary).toContain('Accept');
    expect(answer.text.toLowerCase()).toContain(text.toLowerCase());
  });

  test('finds the address to paste at the root', async () => {
    expect((await get('/', BROWSER)).text).toContain(`<code>${sample.settings.mcp}</code>`);
  });
});

describe('A client', () => {
  test('reads the addresses as JSON at the root', async () => {
    expect((await get('/', 'application/json')).json()).toEqual({
      name: 'Sample App',
      mcp_server: sample.settings.mcp,
      authorization_server: sample.settings.issuer,
    });
  });

  test.each(['application/json', '*/*', undefined])(
    'that GETs /register with Accept %s is told to POST',
    async (accept) => {
      const answer = await get('/register', accept);
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
      expect(answer.json()).toMatchObject({ error: 'invalid_request' });
    },
  );

  test.each(['text/event-stream', 'application/json, text/event-stream', '*/*'])(
    'that GETs /mcp with Accept %s is still asked for a token',
    async (accept) => {
      const answer = await get('/mcp', accept);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
    },
  );

  test('gets JSON for an address that does not exist', async () => {
    expect((await get('/nothing', 'application/json')).json()).toMatchObject({ statusCode: 404 });
  });
});

describe('The MCP server, before it asks for a token', () => {
  const post = (headers: Record<string, string>) =>
    send(`${sample.url}/mcp`, { headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
  const own = () => new URL(sample.settings.address).host;

  test.each(['attacker.example', 'localhost:1', 'localhost.attacker.example'])(
    'answers the foreign Host %s with 421 and the right URL',
    async (host) => {
      const answer = await post({ host });
      expect(answer.status).toBe(421);
      expect(answer.headers['www-authenticate']).toBeUndefined();
      expect(answer.text).toContain(`This MCP server is at ${sample.settings.mcp}.`);
    },
  );

  test('answers 421 with the right URL at its listening address, since clients refuse the resource there', async () => {
    expect((await post({ host: `127.0.0.1:${sample.settings.port}` })).status).toBe(421);
  });

  test.each(['https://attacker.example', 'null', 'http://localhost.attacker.example'])(
    'refuses the foreign Origin %s',
    async (origin) => expect((await post({ origin })).status).toBe(403),
  );

  test.each([{}, { origin: 'http://localhost:6274' }, { origin: 'http://127.0.0.1:8080' }])(
    'continues to the check of the token for %j',
    async (headers) => expect((await post(headers as Record<string, string>)).status).toBe(401),
  );

  test('accepts a forwarded host from a proxy on this computer', async () => {
    const through = { host: 'localhost:9', 'x-forwarded-host': own() };
    expect((await post(through)).status).toBe(401);
    expect((await post({ ...through, 'x-forwarded-host': 'attacker.example' })).status).toBe(421);
  });

  test('accepts no forwarded host from a page whose name was rebound to this computer', async () => {
    expect((await post({ host: 'attacker.example', 'x-forwarded-host': own() })).status).toBe(421);
  });
});

test('allows other hosts and origins by settings', async () => {
  const other = await startSample({
    ADDRESS: 'https://mcp.example',
    ALLOWED_HOSTS: 'other.example, third.example:8443',
    ALLOWED_ORIGINS: 'https://page.example',
  });
  const status = async (headers: Record<string, string>) =>
    (await send(`${other.url}/mcp`, { headers })).status;
  try {
    for (const host of ['mcp.example', 'other.example', 'third.example:8443']) {
      expect(await status({ host }), host).toBe(401);
      expect(await status({ host, origin: 'https://page.example' }), host).toBe(401);
    }
    expect(await status({ host: 'third.example' })).toBe(421);
    expect(await status({ host: 'mcp.example', origin: 'http://localhost:6274' })).toBe(403);
  } finally {
    await other.close();
  }
});
