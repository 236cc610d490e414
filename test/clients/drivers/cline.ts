import type { Driver, Lab } from '../driver.js';
import { MODEL } from '../models/server.js';

/** `cline` answers one prompt, with a model over the Chat Completions API. */
export const cline: Driver = {
  name: 'cline',
  title: 'Cline CLI',
  package: 'cline',
  environment: () => ({ CLINE_NO_AUTO_UPDATE: '1', CLINE_TELEMETRY_DISABLED: '1' }),
  configure: ({ product, model }) =>
    product.run('cline', ['auth', '-p', 'openai', '-k', 'scripted', '-m', MODEL, '-b', `${model}/v1`]),
  signIn: { command: 'cline mcp install sample', run: install },
  reset: {
    command: 'cline mcp uninstall sample',
    run: ({ product }) => product.run('cline', ['mcp', 'uninstall', 'sample']),
  },
  remark:
    '`cline mcp install` refuses the name of a server that it has: a removed client cannot sign in again by it.',
  callTool: {
    command: 'cline',
    run: ({ product }) => product.run('cline', ['-P', 'openai', '-m', MODEL, 'Who can act for me?']),
  },
};

/** The wizard: name, type and URL are filled in, OAuth with dynamic registration is the first choice. */
async function install({ product, sample }: Lab): Promise<string> {
  const terminal = await product.interact('cline', [
    'mcp',
    'install',
    'sample',
    sample.mcp,
    '--transport',
    'http',
  ]);
  // Each further question has a default, until the browser opens and the tokens are there.
  await terminal.see(/Server name/);
  for (let question = 0; question < 12 && !terminal.ended; question++) {
    await terminal.type('');
    const asked = await terminal.see(/[◆▲]/, 60).then(
      () => true,
      () => false,
    );
    if (!asked) break;
    if (terminal.text.includes('already exists')) {
      terminal.close();
      return terminal.text;
    }
  }
  return terminal.finish();
}
