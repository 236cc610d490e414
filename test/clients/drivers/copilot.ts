import type { Driver, Lab } from '../driver.js';
import { isToolList } from '../evidence.js';
import { until } from '../support/until.js';

/** `copilot -p` answers one prompt, offline, with a custom model. */
export const copilot: Driver = {
  name: 'copilot',
  title: 'GitHub Copilot CLI',
  package: '@github/copilot',
  // It offers cached tools before it is connected; a real model takes longer to call one.
  modelSeconds: 10,
  environment: ({ model }) => ({
    COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
    COPILOT_PROVIDER_API_KEY: 'scripted',
    // A model whose limits it knows.
    COPILOT_MODEL: 'gpt-4.1',
    COPILOT_OFFLINE: 'true',
    COPILOT_AUTO_UPDATE: 'false',
    // Also makes it trust the working directory.
    COPILOT_ALLOW_ALL: 'true',
  }),
  configure: add,
  signIn: { command: '/mcp auth sample', run: signIn },
  callTool: {
    command: 'copilot -p',
    run: ({ product }) =>
      product.run('copilot', ['-p', 'Who can act for me?', '--allow-all-tools', '--no-color']),
  },
  remark:
    'It keeps the ID of a deleted client: `copilot mcp remove` and `copilot mcp add` make it register again.',
  reset: {
    command: 'copilot mcp remove sample',
    run: async (lab) => (await lab.product.run('copilot', ['mcp', 'remove', 'sample'])) + (await add(lab)),
  },
};

function add({ product, sample }: Lab): Promise<string> {
  return product.run('copilot', ['mcp', 'add', '--transport', 'http', 'sample', sample.mcp]);
}

/** The first time, it signs in at startup. Later, type the command. */
async function signIn({ product, sample, visits }: Lab): Promise<string> {
  const [from, pages] = [sample.log.length, visits.length];
  const connected = () => sample.log.slice(from).some(isToolList);
  const terminal = await product.interact('copilot', ['--allow-all-tools']);
  try {
    const start = { seconds: 40, what: 'a sign-in at startup' };
    await until(() => visits.length > pages, start).catch(() => undefined);
    if (visits.length === pages) await terminal.type('/mcp auth sample');
    await until(() => connected() || visits.at(-1)?.stuck !== undefined, {
      seconds: 60,
      what: 'the list of tools',
    }).catch(() => undefined);
    return terminal.text;
  } finally {
    terminal.close();
  }
}
