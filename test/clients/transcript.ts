import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Lab } from './driver.js';
import { CLIENTS } from './support/paths.js';

/** Writes all commands, pages and requests to `test/clients/dist/transcripts/<client>.txt`, to explain a result. */
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
