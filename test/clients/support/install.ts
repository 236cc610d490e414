import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIENTS, MODULES } from './paths.js';

/** Installs the products on first use: they take 2.4 GB. */
export async function installProducts(): Promise<void> {
  if (await isInstalled()) return;
  console.log('Installing the products. This takes minutes.');
  // Installs the locked versions, as `npm ci` would. But `npm ci` fails if the lock file lacks an optional package for
  // another platform, and some registries don't have all of them.
  const args = ['install', '--no-save', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', args, { cwd: CLIENTS, stdio: 'inherit' });
  if (status !== 0)
    throw new Error('The products could not be installed: `npm install` failed in test/clients.');
}

export async function versionOf(name: string): Promise<string> {
  const manifest = await readFile(join(MODULES, name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Whether every product is installed in the version that package.json names. */
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
