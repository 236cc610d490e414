import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { betterSqliteMemory } from '../databases/sqlite.js';
import { APPLICATION, builtProgram, startProcess } from './application-process.js';

/**
 * Starts the built application where the installed TypeORM has another version number. It is the same TypeORM otherwise.
 *
 * @returns everything that the application has written, or `undefined` if it started
 */
export async function outputWithTypeOrm(version: string): Promise<string | undefined> {
  const script = await builtProgram(APPLICATION);
  const original = join(dirname(script), '../../..');
  const folder = `${original}-typeorm-${version}`;
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(original, folder, { recursive: true });
  await installTypeOrm(join(folder, 'node_modules/typeorm'), version);
  const started = startProcess(betterSqliteMemory(), {}, script.replace(original, folder));
  return started.then(
    () => undefined,
    (error: Error) => error.message,
  );
}

async function installTypeOrm(folder: string, version: string): Promise<void> {
  const installed = pathToFileURL(createRequire(import.meta.url).resolve('typeorm'));
  await mkdir(folder, { recursive: true });
  const manifest = { name: 'typeorm', version, type: 'module', exports: './index.js' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'index.js'), `export * from '${new URL('index.mjs', installed).href}';\n`);
}
