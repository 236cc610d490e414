import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = join(import.meta.dirname, '../../..');
const CACHE = join(REPOSITORY, 'node_modules/.cache');

/** The package as published, built from the current `lib`, together with the programs of applications. */
export interface Build {
  /** Holds the compiled `lib`, and the programs under their paths in the repository. */
  folder: string;
  remove: () => Promise<void>;
}

/** Builds separately for each test run: `dist` may be outdated or incomplete. */
export async function build(): Promise<Build> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'nestjs-dcr-'));
  const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const project = join(import.meta.dirname, 'tsconfig.json');
  await promisify(execFile)(process.execPath, [tsc, '-p', project, '--outDir', folder]);
  const exports = { '.': './lib/index.js', './redis': './lib/redis/index.js' };
  const manifest = { name: 'nestjs-dcr', type: 'module', exports };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return {
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
