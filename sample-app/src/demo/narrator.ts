import { bold, dim, green, heading, isTerminal, red } from './colors.js';

const LINE = 100;
const BAR = 40;

/** The purpose of a request, in words. */
const PURPOSES: [path: RegExp, status: number | undefined, purpose: string][] = [
  [/^\/mcp$/, 401, 'a token is required; the response names the resource metadata'],
  [/^\/mcp$/, 405, 'this server offers no event stream'],
  [/^\/mcp$/, undefined, 'a message to the MCP server'],
  [/oauth-protected-resource/, undefined, 'which authorization server issues tokens? (RFC 9728)'],
  [/oauth-authorization-server/, undefined, 'where are its endpoints, and can clients register? (RFC 8414)'],
  [/^\/register$/, undefined, 'the client registers itself (RFC 7591)'],
  [/token$/, 401, 'the refresh token is refused: the client can no longer be used'],
  [/token$/, 400, 'the refresh token is refused: its session has ended'],
  [/token$/, undefined, 'exchanges the code and the PKCE verifier for tokens'],
];

/** Prints what happens to the terminal. */
export class Narrator {
  private steps = 0;
  private current = 0;
  private last = 0;

  /** Sets the number of chapters. */
  chapters(count: number): void {
    this.last = count;
  }

  chapter(title: string): void {
    const line = `── ${++this.current} of ${this.last} · ${title} `;
    console.log(`\n\n${heading(line.padEnd(LINE, '─'))}`);
  }

  step(title: string): void {
    console.log(`\n${bold(`${++this.steps}. ${title}`)}`);
  }

  say(text: string): void {
    for (const line of text.split('\n')) console.log(`   ${line}`);
  }

  good(text: string): void {
    console.log(`   ${green('✓')} ${text}`);
  }

  bad(text: string): void {
    console.log(`   ${red('✗')} ${text}`);
  }

  /** Says why a chapter is not shown. */
  skip(reason: string): void {
    console.log(`\n   ${bold('Skipped.')}`);
    for (const line of reason.split('\n').flatMap(wrap)) this.say(line);
  }

  /** A progress bar, on a terminal only; the green part succeeded. Call the returned function to update it. */
  progress(total: number): (done: number, good: number) => void {
    return (done, good) => {
      if (!isTerminal) return;
      const [all, through] = [done, good].map((part) => Math.round((part / total) * BAR)) as [number, number];
      const bar = green('█'.repeat(through)) + red('█'.repeat(all - through)) + dim('░'.repeat(BAR - all));
      process.stdout.write(`\r   ${bar} ${done}/${total}${done === total ? '\n' : ''}`);
    };
  }

  detail(text: string): void {
    console.log(`   ${dim(text)}`);
  }

  /** Prints the text of a page. */
  quote(text: string): void {
    for (const line of text.split('\n').flatMap(wrap)) console.log(`   │ ${line}`);
  }

  /** A request to the web site of a client. */
  website(exchange: string): void {
    this.detail(`${exchange.padEnd(56)} the server reads the client's document`);
  }

  /** `fetch` that prints every request and its purpose. */
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
