/** Applications that many people know by name, and where they send their users back to on the web. */
const KNOWN: [name: RegExp, hosts: string[]][] = [
  [/\bchatgpt\b/iu, ['chatgpt.com', 'openai.com']],
  [/\bclaude\b/iu, ['claude.ai', 'claude.com']],
  [/\b(?:vs ?code|visual studio code)\b/iu, ['vscode.dev']],
  [/\bcursor\b/iu, ['cursor.com', 'cursor.sh']],
];

/** A web address that a client by this name has no reason to use; none where the name claims nothing. */
export function strangeHost(clientName: string, redirectUris: readonly string[]): string | undefined {
  const [, hosts] = KNOWN.find(([name]) => name.test(clientName.normalize('NFKC'))) ?? [];
  return hosts && redirectUris.map(webHost).find((host) => host !== undefined && !belongs(host, hosts));
}

/** None for a program on the person's own computer: a loopback address belongs to nobody. */
function webHost(redirectUri: string): string | undefined {
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === 'https:' ? hostname : undefined;
}

function belongs(host: string, hosts: string[]): boolean {
  return hosts.some((known) => host === known || host.endsWith(`.${known}`));
}
