import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Sample } from './sample.js';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

/** Sends one message to the MCP server, to see whether it accepts the token. */
export function callMcp(sample: Sample, token?: string): Promise<Response> {
  return fetch(`${sample.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(INITIALIZE),
  });
}

/** The tool's answer to the holder of this token. */
export async function connectedApps(sample: Sample, token: string): Promise<string> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(sample.settings.mcp), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  const { content } = await client.callTool({ name: 'connected_apps' });
  await client.close();
  return (content as { text: string }[])[0]!.text;
}
