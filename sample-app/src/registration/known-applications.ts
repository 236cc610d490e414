import { skeleton } from './skeleton.js';

/** Applications that many people know by name, and the hosts to which they send their users on the web. */
const KNOWN_APPLICATIONS = [
  { names: ['ChatGPT', 'OpenAI'], hosts: ['chatgpt.com', 'openai.com'] },
  { names: ['Claude', 'Anthropic'], hosts: ['claude.ai', 'claude.com', 'anthropic.com'] },
  { names: ['VS Code', 'Visual Studio Code'], hosts: ['vscode.dev'] },
  { names: ['Cursor'], hosts: ['cursor.com', 'cursor.sh'] },
].map(({ names, hosts }) => ({ skeletons: names.map(skeleton), hosts }));

/**
 * A web host to which an application of this name has no reason to send people; `undefined` for a name that claims
 * nothing. A name that contains a known one counts (`ClaudeAI`): a false alarm costs an operator one look.
 */
export function strangeHost(clientName: string, redirectUris: readonly string[]): string | undefined {
  const name = skeleton(clientName);
  const claimed = KNOWN_APPLICATIONS.find(({ skeletons }) => skeletons.some((known) => name.includes(known)));
  return claimed && redirectUris.map(webHost).find((host) => host && !belongs(host, claimed.hosts));
}

/** `undefined` for a program on the person's own computer: a loopback address belongs to nobody. */
function webHost(redirectUri: string): string | undefined {
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === 'https:' ? hostname : undefined;
}

function belongs(host: string, hosts: string[]): boolean {
  return hosts.some((known) => host === known || host.endsWith(`.${known}`));
}
