import { describe, expect, test } from 'vitest';
import type { DcrPolicyContext } from 'nestjs-dcr';
import { Settings } from '../../sample-app/src/config/settings.js';
import { ImpersonationPolicy } from '../../sample-app/src/registration/impersonation.policy.js';

const policy = new ImpersonationPolicy(new Settings({}));
const decide = (clientName: string, redirectUri = 'https://elsewhere.example/callback') =>
  policy.decide({ clientName, redirectUris: [redirectUri] } as unknown as DcrPolicyContext);

describe("The sample's rule against impersonation", () => {
  test.each([
    'Claude',
    'ClaudeAI',
    'Claude_',
    'my_claude_app',
    '\u0421laude', // Cyrillic С
    '\u0441l\u0430ud\u0435', // Cyrillic с, а, е
    'CIaude', // a capital I
    'C1aude',
    'CLAUDE',
    'Cl\u00e1ude',
    'C\u034flaude',
    'Ｃｌａｕｄｅ',
    'C l a u d e',
    'ChatGPT for Teams',
    'ChatGP\u0422', // Cyrillic Т
    'VISUAL STUDIO CODE',
    'VS-Code',
    'Cursor IDE',
  ])('refuses a well-known name with another redirect host: %s', (clientName) => {
    expect(decide(clientName)).toMatchObject({ outcome: 'pending' });
  });

  test.each([
    ['Claude', 'https://claude.ai/api/mcp/auth_callback'],
    ['Claude Code', 'http://localhost:41999/callback'],
    ['Visual Studio Code', 'https://vscode.dev/redirect'],
    ['Cursor', 'cursor://anysphere.cursor-mcp/oauth/callback'],
    ['Cloud notes', 'https://elsewhere.example/callback'],
    ['Клод', 'https://elsewhere.example/callback'],
    ['مساعد التقويم', 'https://elsewhere.example/callback'],
  ])('accepts %s, which redirects to %s', (clientName, redirectUri) => {
    expect(decide(clientName, redirectUri)).toMatchObject({ outcome: 'allow' });
  });

  test.each(['Sample App Support', 'SAMPLE-APP', 'S\u0430mple App', 'Sarnple App'])(
    'refuses our own name: %s',
    (clientName) => {
      expect(decide(clientName)).toMatchObject({ outcome: 'deny' });
    },
  );
});
