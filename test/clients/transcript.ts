import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Lab } from './driver.js';
import { CLIENTS } from './support/paths.js';

/** Everything that was said, for whoever wants to know why: `test/clients/dist/transcripts/<client>.txt`. */
export async function writeTranscript(name: string, { sample, visits, transcript }: Lab): Promise<void> {
  const folder = join(CLIENTS, 'dist/transcripts');
  await mkdir(folder, { recursive: true });
  const requests = sample.log.map(({ method, path, query, body, status, answer }) =>
    [`${method} ${path} ${status}`, JSON.stringify({ query, body }), answer.slice(0, 2000)].join('\n  '),
  );
  const pages = visits.map(({ url, stuck }) => `${url}\n  ${stuck ?? 'came back'}`);
  const parts = [...transcript, 'PAGES', ...pages, 'REQUESTS', ...requests];
  await writeFile(join(folder, `${name}.txt`), stripVTControlCharacters(parts.join('\n\n')));
}
