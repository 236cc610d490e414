const LINE = 100;
const terminal = process.stdout.isTTY;
const dim = (text: string) => (terminal ? `\u001b[2m${text}\u001b[0m` : text);
const bold = (text: string) => (terminal ? `\u001b[1m${text}\u001b[0m` : text);

/** What a request is for, in a person's words. */
const PURPOSES: [path: RegExp, status: number | undefined, purpose: string][] = [
  [/^\/mcp$/, 401, 'a token is needed; the answer names the document that says whose'],
  [/^\/mcp$/, 405, 'this server has no stream to listen to'],
  [/^\/mcp$/, undefined, 'a message to the MCP server'],
  [/oauth-protected-resource/, undefined, 'which authorization server hands out tokens? (RFC 9728)'],
  [/oauth-authorization-server/, undefined, 'where does it answer, and may clients register? (RFC 8414)'],
  [/^\/register$/, undefined, 'the client registers itself (RFC 7591)'],
  [/token$/, undefined, 'code and PKCE verifier for tokens'],
];

/** Tells the story on the terminal. */
export class Narrator {
  private steps = 0;

  step(title: string): void {
    console.log(`\n${bold(`${++this.steps}. ${title}`)}`);
  }

  say(text: string): void {
    for (const line of text.split('\n')) console.log(`   ${line}`);
  }

  detail(text: string): void {
    console.log(`   ${dim(text)}`);
  }

  /** What a page says, as a person reads it. */
  quote(text: string): void {
    for (const line of text.split('\n').flatMap(wrap)) console.log(`   │ ${line}`);
  }

  /** `fetch`, with every request and what it is for written down. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const [, , purpose = ''] =
      PURPOSES.find(
        ([path, status]) => path.test(pathname) && (status ?? response.status) === response.status,
      ) ?? [];
    const exchange = `${init?.method ?? 'GET'} ${pathname} → ${response.status}`;
    this.detail(purpose ? `${exchange.padEnd(56)} ${purpose}` : exchange);
    return response;
  };
}

function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last.length + word.length >= LINE) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}
