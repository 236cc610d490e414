import { setTimeout } from 'node:timers/promises';
import type { Driver, Lab } from '../driver.js';

// A known name, so that it does not ask a model which model to use.
const MODEL = 'gemini-2.5-flash';

/** `gemini -p` answers one prompt, with a model over the Gemini API. */
export const gemini: Driver = {
  name: 'gemini',
  title: 'Gemini CLI',
  package: '@google/gemini-cli',
  // With a shorter lifetime, it would refresh before each request.
  accessTokenSeconds: 345,
  refreshAheadSeconds: 300,
  environment: ({ model }) => ({
    GEMINI_API_KEY: 'scripted',
    GOOGLE_GEMINI_BASE_URL: model,
    GEMINI_TELEMETRY_ENABLED: 'false',
    GEMINI_FORCE_FILE_STORAGE: 'true',
  }),
  configure: ({ product, sample }) =>
    product.write('.gemini/settings.json', {
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
      telemetry: { enabled: false },
      privacy: { usageStatisticsEnabled: false },
      mcpServers: { sample: { httpUrl: sample.mcp, trust: true } },
    }),
  remark:
    'It replaces an access token five minutes before it expires. If two of its requests do so at once, the second ' +
    'sends a used refresh token, which ends its session: `/mcp auth` signs in again.',
  signIn: { command: '/mcp auth sample', run: signIn },
  callTool: {
    command: 'gemini -p',
    run: ({ product }) => product.run('gemini', ['-m', MODEL, '--yolo', '-p', 'Who can act for me?']),
  },
};

async function signIn({ product }: Lab): Promise<string> {
  const terminal = await product.interact('gemini', ['-m', MODEL]);
  try {
    await terminal.see(/1 MCP server/);
    await setTimeout(5000);
    await terminal.type('/mcp auth sample');
    // During startup, it may accept the line and lose the Enter.
    await terminal.see(/Do you want to continue/, 30).catch(() => terminal.press('\r'));
    await terminal.see(/Do you want to continue/);
    await terminal.type('');
    await terminal.see(/Successfully|authenticated|failed|error/i);
    return terminal.text;
  } finally {
    terminal.close();
  }
}
