import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Driver, Lab } from '../driver.js';

const TIMEOUT_MS = 120_000;

/** A bridge for applications that support only local servers. Here, the SDK's client is the application. */
export const mcpRemote: Driver = {
  name: 'mcp-remote',
  title: 'mcp-remote',
  package: 'mcp-remote',
  callTool: { command: 'mcp-remote', run: callThroughBridge },
};

async function callThroughBridge({ product, sample }: Lab): Promise<string> {
  const transport = new StdioClientTransport({
    command: 'mcp-remote',
    args: [sample.mcp],
    env: product.environment,
    stderr: 'pipe',
  });
  let output = '';
  transport.stderr?.on('data', (text) => (output += String(text)));
  const client = new Client({ name: 'desktop', version: '1.0.0' });
  try {
    await client.connect(transport, { timeout: TIMEOUT_MS });
    const { content } = await client.callTool({ name: 'connected_apps' }, undefined, { timeout: TIMEOUT_MS });
    return JSON.stringify(content);
  } catch (error) {
    return `${output}\n${String(error)}`;
  } finally {
    await client.close();
  }
}
