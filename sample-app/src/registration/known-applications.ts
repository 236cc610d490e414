import { skeleton } from './skeleton.js';

/** Well-known applications, and the hosts that their web clients redirect to. */
const KNOWN_APPLICATIONS = [
  { names: ['ChatGPT', 'OpenAI'], hosts: ['chatgpt.com', 'openai.com'] },
  { names: ['Claude', 'Anthropic'], hosts: ['claude.ai', 'claude.com', 'anthropic.com'] },
  { names: ['VS Code', 'Visual Studio Code'], hosts: ['vscode.dev'] },
  { names: ['Cursor'], hosts: ['cursor.com', 'cursor.sh'] },
].map(({ names, hosts }) => ({ skeletons: names.map(skeleton), hosts }));

/** Nobody can own a name under `.test`: the package reads documents there only through its test seam. */
const TEST_SEAM = /\.test$/;

/**
 * Returns a host that does not belong to the well-known application in the name, where the client's metadata document is
 * or where it redirects to; `undefined` if there is none. A name that contains a known one counts (`ClaudeAI`): a false
 * positive only costs an operator's time.
 */
export function foreignHost(
  clientName: string,
  redirectUris: readonly string[],
  documentHost?: string,
): string | undefined {
  const name = skeleton(clientName);
  const claimed = KNOWN_APPLICATIONS.find(({ skeletons }) => skeletons.some((known) => name.includes(known)));
  if (!claimed) return undefined;
  if (documentHost && !belongs(documentHost.replace(TEST_SEAM, ''), claimed.hosts)) return documentHost;
  return redirectUris.map(webHost).find((host) => host && !belongs(host, claimed.hosts));
}

/** `undefined` for a program on the user's own computer: a loopback address belongs to nobody. */
function webHost(redirectUri: string): string | undefined {
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === 'https:' ? hostname : undefined;
}

function belongs(host: string, hosts: string[]): boolean {
  return hosts.some((known) => host === known || host.endsWith(`.${known}`));
}
