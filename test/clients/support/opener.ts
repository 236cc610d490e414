import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NODE_FOLDER } from './paths.js';
import { listen, readBody } from './ports.js';

/** The commands that a program on Linux may run to open a page. */
const NAMES = [
  'xdg-open',
  'open',
  'gio',
  'sensible-browser',
  'x-www-browser',
  'www-browser',
  'gnome-open',
  'kde-open',
  'wslview',
  'google-chrome',
  'firefox',
];

export interface Opener {
  /** A folder for PATH. */
  folder: string;
  /** A command for BROWSER. */
  browser: string;
  close: () => void;
}

/** Creates commands that pass the URL to `open` instead of to a desktop. */
export async function createOpener(folder: string, open: (url: string) => void): Promise<Opener> {
  const { origin, close } = await listen((request, response) => {
    const receive = async () => {
      open((await readBody(request)).toString());
      response.end();
    };
    void receive();
  });
  await mkdir(folder, { recursive: true });
  const script = `#!${join(NODE_FOLDER, 'node')}
const url = process.argv.slice(2).find((each) => /^https?:/.test(each));
if (url) await fetch('${origin}', { method: 'POST', body: url });
`;
  for (const name of NAMES) {
    const path = join(folder, name);
    await writeFile(path, script);
    await chmod(path, 0o755);
  }
  // Without a name that ends in .mjs, Node.js needs this to accept the top-level await.
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return { folder, browser: join(folder, 'xdg-open'), close };
}
