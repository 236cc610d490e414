import { setTimeout } from 'node:timers/promises';
import type { Driver, Lab } from '../driver.js';
import { MODEL } from '../models/server.js';

const DOWN = '\u001B[B';

/** `qwen -p` answers one prompt, with a model over the Chat Completions API. */
export const qwen: Driver = {
  name: 'qwen',
  title: 'Qwen Code',
  package: '@qwen-code/qwen-code',
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
      mcpServers: { sample: { httpUrl: sample.mcp, trust: true } },
    }),
  signIn: { command: '/mcp', run: signIn },
  callTool: {
    command: 'qwen -p',
    run: ({ product }) => product.run('qwen', ['--yolo', '-p', 'Who can act for me?']),
  },
};

/** The dialog lists the servers; the entry of one has a menu with "Authenticate". */
async function signIn({ product }: Lab): Promise<string> {
  const terminal = await product.interact('qwen', []);
  try {
    await terminal.see(/Type your message/);
    await setTimeout(3000);
    await terminal.type('/mcp');
    await terminal.see(/Enter to select/);
    await terminal.type('');
    await terminal.see(/[›❯] (?:Reconnect|View|Disable|Enable)/);
    for (let step = 0; step < 8 && !/[›❯] [\w-]*uthenticate(?![^]*[›❯] )/.test(terminal.text); step++) {
      terminal.press(DOWN);
      await setTimeout(500);
    }
    await terminal.type('');
    await terminal.see(/success|failed|error/i);
    return terminal.text;
  } finally {
    terminal.close();
  }
}
