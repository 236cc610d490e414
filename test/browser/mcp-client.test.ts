import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { MemoryOAuthProvider } from '../../sample-app/src/demo/memory-oauth-provider.js';
import { listenForCallback } from './support/callback.js';
import { newPage, withoutChromium } from './support/chromium.js';
import { setUpConsole } from './support/console.js';
import { confirm, signIn } from './support/operator.js';

describe.skipIf(withoutChromium)('A real MCP client, with a user in a browser', () => {
  const running = setUpConsole();

  test('registers, is allowed on the consent page, calls the tool, and is disabled in the console', async () => {
    const { redirectUri, arrived } = await listenForCallback();
    const application = new MemoryOAuthProvider(redirectUri, '<img src=x onerror=alert(1)>');
    const transport = () =>
      new StreamableHTTPClientTransport(new URL(running.sample.settings.mcp), { authProvider: application });
    const client = new Client({ name: 'browser-test', version: '1.0.0' });
    const refused = transport();
    await expect(client.connect(refused)).rejects.toThrow(UnauthorizedError);

    const { page, complaints } = await newPage(running.browser);
    await allow(page, application.authorizationUrl!.href, running.sample.person);
    await refused.finishAuth(application.codeFrom(await arrived));
    await client.connect(transport());
    expect(await callTool(client)).toContain('<img src=x onerror=alert(1)> (name not verified)');
    await page.getByText('Back in the application').waitFor();
    expect(complaints).toEqual([]);

    const { page: console } = await newPage(running.browser);
    await signIn(console, running.sample, '/admin/clients');
    await console.getByRole('link', { name: '<img src=x onerror=alert(1)>' }).click();
    await console.getByRole('link', { name: 'Disable…' }).click();
    expect(await console.getByText('1 open session').count()).toBe(1);
    await confirm(console, 'Disable', 'spam');
    await console.getByRole('status').getByText('1 session revoked.').waitFor();
    // Its token is revoked: the user would have to sign in again.
    await expect(callTool(client)).rejects.toThrow(UnauthorizedError);
    await client.close();
  });
});

async function allow(page: Page, url: string, person: { account: string; password: string }): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Name').fill(person.account);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByRole('heading', { name: 'Allow “<img src=x onerror=alert(1)>” to use your account?' })
    .waitFor();
  expect(await page.getByText('nobody has verified it').count()).toBe(1);
  await page.getByRole('button', { name: 'Allow' }).click();
}

async function callTool(client: Client): Promise<string> {
  const { content } = await client.callTool({ name: 'connected_apps' });
  return (content as { text: string }[])[0]!.text;
}
