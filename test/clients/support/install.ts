import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIENTS, MODULES } from './paths.js';

/** The products are large (2.4 GB): they come when they are first needed. */
export async function installProducts(): Promise<void> {
  if (await isInstalled()) return;
  console.log('Installing the products. This takes minutes.');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: CLIENTS, stdio: 'inherit' });
  if (status !== 0) throw new Error('The products could not be installed: npm ci failed in test/clients.');
}

export async function versionOf(name: string): Promise<string> {
  const manifest = await readFile(join(MODULES, name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Everything is there, in the version that package.json names. */
async function isInstalled(): Promise<boolean> {
  if (!existsSync(MODULES)) return false;
  const { devDependencies } = JSON.parse(await readFile(join(CLIENTS, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const found = await Promise.all(
    Object.entries(devDependencies).map(async ([name, version]) =>
      (await versionOf(name).catch(() => '')).startsWith(version),
    ),
  );
  return found.every(Boolean);
}
