import { setTimeout } from 'node:timers/promises';
import type { Driver, Lab } from '../driver.js';
import { MODEL } from '../models/server.js';
import type { Terminal } from '../support/terminal.js';

/** `cline` answers one prompt, with a model over the Chat Completions API. */
export const cline: Driver = {
  name: 'cline',
  title: 'Cline CLI',
  package: 'cline',
  environment: () => ({ CLINE_NO_AUTO_UPDATE: '1', CLINE_TELEMETRY_DISABLED: '1' }),
  configure: ({ product, model }) =>
    product.run('cline', ['auth', '-p', 'openai', '-k', 'scripted', '-m', MODEL, '-b', `${model}/v1`]),
  signIn: { command: 'cline mcp install sample', run: install },
  signInAgain: { command: 'cline mcp', run: authorize },
  reset: {
    command: 'cline mcp uninstall sample',
    run: ({ product }) => product.run('cline', ['mcp', 'uninstall', 'sample']),
  },
  remark:
    'It registers again automatically, but does not ask the user to sign in during a task: choose “Authorize OAuth” in `cline mcp`.',
  callTool: {
    command: 'cline',
    run: ({ product }) => product.run('cline', ['-P', 'openai', '-m', MODEL, 'Who can act for me?']),
  },
};

/** Runs the wizard for a new server. Name, type and URL are given; OAuth with dynamic registration is the first choice. */
async function install({ product, sample }: Lab): Promise<string> {
  const terminal = await product.interact('cline', [
    'mcp',
    'install',
    'sample',
    sample.mcp,
    '--transport',
    'http',
  ]);
  // Accept the default of each question until the browser opens and the tokens arrive.
  await terminal.see(/Server name/);
  for (let question = 0; question < 12 && !terminal.ended; question++) {
    await terminal.type('');
    const isAsking = await terminal.see(/[◆▲]/, 60).then(
      () => true,
      () => false,
    );
    if (!isAsking) break;
  }
  return terminal.finish();
}

/** Uses the menu for configured servers. */
async function authorize({ product }: Lab): Promise<string> {
  const terminal = await product.interact('cline', ['mcp']);
  await terminal.see(/What would you like to do/);
  await choose(terminal, /Authorize OAuth/);
  await terminal.see(/Select remote server to authorize/);
  await choose(terminal, /sample/);
  await terminal.see(/OAuth authorization (completed|failed)/);
  await terminal.see(/What would you like to do/);
  await choose(terminal, /Exit/);
  return terminal.finish();
}

/** Moves down until the option is selected, which a filled circle marks. */
async function choose(terminal: Terminal, option: RegExp): Promise<void> {
  const chosen = new RegExp(`● +${option.source}`);
  for (let line = 0; line < 10 && !chosen.test(terminal.text); line++) {
    terminal.press('\u001B[B');
    await setTimeout(300);
  }
  await terminal.type('');
}
