import { clientIds, type DcrPolicyContext } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';

const signal = new AbortController().signal;

async function outcomeFor(clientId: string | undefined, ...patterns: string[]): Promise<string> {
  const context = { clientId } as Partial<DcrPolicyContext> as DcrPolicyContext;
  return (await clientIds(...patterns)(context, signal)).outcome;
}

describe('clientIds', () => {
  test.each([
    ['https://claude.ai/oauth/mcp-oauth-client-metadata', 'https://claude.ai/oauth/*'],
    ['https://claude.ai/oauth/a/b.json?c', 'https://claude.ai/oauth/*'],
    ['https://claude.ai/anything', 'https://claude.ai/*'],
    ['https://vscode.dev/oauth/client-metadata.json', 'https://vscode.dev/oauth/client-metadata.json'],
  ])('allows %s by %s', async (clientId, pattern) => {
    expect(await outcomeFor(clientId, pattern)).toBe('allow');
    expect(await outcomeFor(clientId, 'https://other.example/a.json', pattern)).toBe('allow');
  });

  test.each([
    ['https://claude.ai.example/oauth/a.json', 'https://claude.ai/oauth/*'],
    ['https://claude.ai/OAuth/a.json', 'https://claude.ai/oauth/*'],
    ['https://claude.ai/other/oauth/a.json', 'https://claude.ai/oauth/*'],
    ['https://claude.ai:8443/oauth/a.json', 'https://claude.ai/oauth/*'],
    ['https://vscode.dev/oauth/client-metadata.json?a', 'https://vscode.dev/oauth/client-metadata.json'],
    ['https://vscode.dev/oauth/client-metadata.jso', 'https://vscode.dev/oauth/client-metadata.json'],
    ['dcr_5f2a3c9be1d04f8c9f6f0f4d0f6f2b7a', 'https://claude.ai/oauth/*'],
    [undefined, 'https://claude.ai/oauth/*'],
  ])('denies %s by %s', async (clientId, pattern) => {
    expect(await outcomeFor(clientId, pattern)).toBe('deny');
  });

  test.each(['https://claude.ai*', 'https://*/a.json', 'https://claude.ai', 'http://claude.ai/*', '*', ''])(
    'cannot be made from %j',
    (pattern) => {
      expect(() => clientIds(pattern)).toThrow(`"${pattern}" must be an https URL with a path`);
    },
  );

  test('needs a pattern', () => {
    expect(() => clientIds()).toThrow('needs at least one pattern');
  });
});
