import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { CLIENTS, REPOSITORY } from './support/paths.js';
import { DRIVERS } from './drivers/index.js';
import type { Verdict } from './conformance.js';
import { STEPS, type Cell, type Row } from './scenario.js';
import { ACCESS_TOKEN_SECONDS } from './support/sample.js';
import type { Sent } from './sent.js';

export interface Result {
  name: string;
  title: string;
  package: string;
  version: string;
  /** The day of the run. */
  date: string;
  row: Row;
  sent: Sent;
}

/** The results of the latest run of each client. */
interface Kept {
  results: Result[];
  conformance?: { version: string; date: string; verdicts: Verdict[] };
}

const KEPT = join(CLIENTS, 'dist/results.json');
const DOCUMENT = join(REPOSITORY, 'docs/clients.md');

/** Rewrites docs/clients.md. A new result replaces the client's earlier one; the others are kept. */
export async function report(shown: { result?: Result; conformance?: Kept['conformance'] }): Promise<void> {
  const kept = await readFile(KEPT, 'utf8').then(
    (text) => JSON.parse(text) as Kept,
    (): Kept => ({ results: [] }),
  );
  const { result, conformance = kept.conformance } = shown;
  const results = kept.results.filter(({ name }) => name !== result?.name);
  if (result) results.push(result);
  results.sort((a, b) => a.title.localeCompare(b.title));
  const all: Kept = { results, ...(conformance && { conformance }) };
  await writeFile(KEPT, JSON.stringify(all, undefined, 2));
  const options = await resolveConfig(DOCUMENT);
  await writeFile(DOCUMENT, await format(document(all), { ...options, parser: 'markdown' }));
}

function document({ results, conformance }: Kept): string {
  return `# Real clients

\`npm run test:clients\` writes this page. It runs real products from npm, unmodified, on Node.js 24 against the built
sample application, with SQLite, Chromium for sign-in and consent, and a scripted model for the clients that need one.
Access tokens expire after ${ACCESS_TOKEN_SECONDS} seconds, or later for a client that replaces them early. "Not
applicable" means that an earlier step failed. "Unknown" means that a command exceeded a time limit of the test, which
can happen on a busy machine.

${table(
  ['client', 'version', 'run on', ...STEPS],
  results.map(({ title, version, date, row }) => [
    title,
    version,
    date,
    ...STEPS.map((step) => inWords(row[step])),
  ]),
)}

- **Refresh**: the access token has expired, or is about to expire if the client replaces it early. The next tool call
  succeeds without the user.
- **After a disable**, **after a delete**: an operator has disabled or deleted the client in the admin API. Then the user
  calls the tool again.

${conformance ? `## MCP conformance suite\n\n${conformanceTable(conformance)}` : ''}

${results.map(section).join('\n\n')}
`;
}

function conformanceTable({ version, date, verdicts }: NonNullable<Kept['conformance']>): string {
  return table(
    ['mode', 'version', 'run on', 'passes', 'summary'],
    verdicts.map(({ mode, passed, summary }) => [mode, version, date, passed ? 'yes' : '**no**', summary]),
  );
}

function section({ name: driver, title, package: name, version, sent }: Result): string {
  const remark = DRIVERS.find((each) => each.name === driver)?.remark;
  return `## ${title}

\`${name}@${version}\`. It reads ${list(sent.documents)}.${remark ? ` ${remark}` : ''}

${sent.registration ? json('It registers with', sent.registration) : 'It does not register.'}

${sent.authorization ? json('It asks for authorization with', sent.authorization) : ''}

${sent.refresh ? json('It refreshes with', sent.refresh) : ''}`;
}

function inWords({ answer, why }: Cell): string {
  return why ? `${answer === 'no' ? '**no**' : answer}: ${why.replaceAll('|', '\\|')}` : answer;
}

function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function list(paths: string[]): string {
  return paths.length > 0 ? paths.map((path) => `\`${path}\``).join(', ') : 'no metadata';
}

function json(lead: string, value: object): string {
  return `${lead}\n\n\`\`\`json\n${JSON.stringify(value, undefined, 2)}\n\`\`\``;
}
