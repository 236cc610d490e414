import type { Driver, Lab } from '../driver.js';
import { tokenRequests } from '../evidence.js';
import { until } from '../support/until.js';

/** `copilot -p` answers one prompt, with a model of one's own, offline. */
export const copilot: Driver = {
  name: 'copilot',
  title: 'GitHub Copilot CLI',
  package: '@github/copilot',
  environment: ({ model }) => ({
    COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
    COPILOT_PROVIDER_API_KEY: 'scripted',
    // A name that it knows the limits of.
    COPILOT_MODEL: 'gpt-4.1',
    COPILOT_OFFLINE: 'true',
    COPILOT_AUTO_UPDATE: 'false',
    // Trusts the working directory, too.
    COPILOT_ALLOW_ALL: 'true',
  }),
  configure: add,
  signIn: { command: '/mcp auth sample', run: signIn },
  callTool: {
    command: 'copilot -p',
    run: ({ product }) =>
      product.run('copilot', ['-p', 'Who can act for me?', '--allow-all-tools', '--no-color']),
  },
  reset: {
    command: 'copilot mcp remove sample',
    run: async (lab) => (await lab.product.run('copilot', ['mcp', 'remove', 'sample'])) + (await add(lab)),
  },
};

function add({ product, sample }: Lab): Promise<string> {
  return product.run('copilot', ['mcp', 'add', '--transport', 'http', 'sample', sample.mcp]);
}

/** It signs in at its start where it never has. Otherwise it is told to. */
async function signIn({ product, sample, visits }: Lab): Promise<string> {
  const codes = () => tokenRequests(sample.log, 'authorization_code').length;
  const [before, pages] = [codes(), visits.length];
  const terminal = await product.interact('copilot', ['--allow-all-tools']);
  try {
    const signedIn = () => codes() > before;
    await until(signedIn, { seconds: 25, what: 'a sign-in at the start' }).catch(() => undefined);
    if (!signedIn() && visits.length === pages) {
      await terminal.type('/mcp auth sample');
      await until(() => signedIn() || visits.at(-1)?.stuck !== undefined, {
        seconds: 30,
        what: 'a sign-in',
      }).catch(() => undefined);
    }
    return terminal.text;
  } finally {
    terminal.close();
  }
}
