import { setTimeout } from 'node:timers/promises';
import type { Driver, Lab } from '../driver.js';
import { isToolList } from '../evidence.js';
import { MODEL } from '../models/server.js';
import type { Terminal } from '../support/terminal.js';
import { until } from '../support/until.js';

const DOWN = '\u001B[B';

/** `qwen -p` answers one prompt, with a model over the Chat Completions API. */
export const qwen: Driver = {
  name: 'qwen',
  title: 'Qwen Code',
  package: '@qwen-code/qwen-code',
  // With a shorter lifetime, it would refresh before each request.
  accessTokenSeconds: 345,
  refreshAheadSeconds: 300,
  environment: ({ model }) => ({
    OPENAI_API_KEY: 'scripted',
    OPENAI_BASE_URL: `${model}/v1`,
    OPENAI_MODEL: MODEL,
  }),
  configure: ({ product, sample }) =>
    product.write('.qwen/settings.json', {
      general: { enableAutoUpdate: false, disableAutoUpdate: true },
      security: { auth: { selectedType: 'openai' } },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      model: { name: MODEL },
      // Its default timeout for a remote server, 5 s, is too short on a busy machine. The scripted model cannot search for tools.
      mcpServers: {
        sample: { httpUrl: sample.mcp, trust: true, discoveryTimeoutMs: 120_000, alwaysLoadTools: true },
      },
    }),
  remark: 'It replaces an access token five minutes before it expires.',
  signIn: { command: '/mcp', run: signIn },
  callTool: {
    command: 'qwen -p',
    run: ({ product }) => product.run('qwen', ['--yolo', '-p', 'Who can act for me?']),
  },
};

/** The first time, it signs in at startup. Later, use its dialog. */
async function signIn({ product, sample, visits }: Lab): Promise<string> {
  const [from, pages] = [sample.log.length, visits.length];
  const connected = () => sample.log.slice(from).some(isToolList);
  const terminal = await product.interact('qwen', []);
  try {
    await terminal.see(/Type your message/);
    const start = { seconds: 20, what: 'a sign-in at startup' };
    await until(() => visits.length > pages, start).catch(() => undefined);
    if (visits.length === pages) await choose(terminal);
    await until(connected, { seconds: 90, what: 'the list of tools' });
    return terminal.text;
  } finally {
    terminal.close();
  }
}

/** Opens the entry of the server in the dialog, and chooses "Authenticate". */
async function choose(terminal: Terminal): Promise<void> {
  await terminal.type('/mcp');
  await terminal.see(/Enter to select/);
  await terminal.type('');
  await terminal.see(/[›❯] (?:Reconnect|View|Disable|Enable)/);
  for (let step = 0; step < 8 && !/[›❯] [\w-]*uthenticate(?![^]*[›❯] )/.test(terminal.text); step++) {
    terminal.press(DOWN);
    await setTimeout(500);
  }
  await terminal.type('');
}
