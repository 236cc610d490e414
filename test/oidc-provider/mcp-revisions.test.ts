import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectedApps } from './support/mcp.js';
import { obtainTokens, register } from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

let sample: Sample;
let token: string;
beforeAll(async () => {
  sample = await startSample();
  token = (await obtainTokens(sample, await register(sample, { client_name: 'A needle' }))).access_token!;
});
afterAll(() => sample?.close());

const connect = async (mode: 'legacy' | 'auto' | { pin: string }) => {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(sample.settings.mcp), { requestInit }));
  return client;
};

describe('The MCP server speaks', () => {
  test.each([
    ['revision 2026-07-28 to a client that accepts no other', { pin: '2026-07-28' }, '2026-07-28'],
    ['revision 2026-07-28 to a client that knows it', 'auto', '2026-07-28'],
    ['an earlier revision to a client that knows no later one', 'legacy', '2025-11-25'],
  ] as const)('%s', async (_title, mode, revision) => {
    const client = await connect(mode);
    expect(client.getNegotiatedProtocolVersion()).toBe(revision);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['connected_apps']);
    const { content } = await client.callTool({ name: 'connected_apps' });
    expect(content).toMatchObject([{ type: 'text', text: expect.stringContaining('A needle') as string }]);
    await client.close();
  });

  test('earlier revisions to SDK v1', async () => {
    expect(await connectedApps(sample, token)).toContain('A needle');
  });
});
