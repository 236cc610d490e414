import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { classNames } from './class-names.js';

/** Inside the repository, where the package's own name resolves to its build. */
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(import.meta.dirname, 'bundle-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Bundles an application that loads each subpath. @returns the names of the classes in the bundle */
async function classesInBundle(application: string, conditionNames: string[]): Promise<string[]> {
  await writeFile(join(folder, 'main.js'), application);
  const bundle = await rolldown({
    input: join(folder, 'main.js'),
    platform: 'node',
    resolve: { conditionNames },
    external: (id) => /^[^./]/.test(id) && !id.startsWith('nestjs-dcr') && !id.startsWith(folder),
    treeshake: false,
  });
  await bundle.write({ dir: join(folder, 'out'), format: 'cjs' });
  await bundle.close();
  const files = await readdir(join(folder, 'out'));
  const codes = await Promise.all(files.map((file) => readFile(join(folder, 'out', file), 'utf8')));
  return codes.flatMap(classNames);
}

const REQUIRES = `
  exports.main = require('nestjs-dcr');
  exports.provider = require('nestjs-dcr/oidc-provider');
  exports.redis = require('nestjs-dcr/redis');
`;
const IMPORTS = `
  export * as main from 'nestjs-dcr';
  export * as provider from 'nestjs-dcr/oidc-provider';
  export * as redis from 'nestjs-dcr/redis';
`;

test.each([
  // As esbuild does.
  [
    'require, by a bundler that does not know module-sync',
    REQUIRES,
    ['node', 'require', 'module', 'default'],
  ],
  ['require, by a bundler that knows module-sync', REQUIRES, ['node', 'require', 'module-sync', 'default']],
  ['import, by a bundler that does not know module-sync', IMPORTS, ['node', 'import', 'module', 'default']],
])('A bundle has no class twice: %s', async (_title, application, conditions) => {
  const classes = await classesInBundle(application, conditions);
  // The bundler renames a second class of the same name.
  const names = classes.map((name) => name.replace(/\$\d+$/, ''));
  expect(names).toEqual(expect.arrayContaining(['DcrModule', 'DcrError', 'RedisThrottlerStorage']));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

const DIST = join(import.meta.dirname, '../../dist');

/** The files that Node.js loads with a file of the build: what it imports or requires, and what that does. */
async function loadedWith(file: string, loaded = new Set<string>()): Promise<string[]> {
  if (loaded.has(file)) return [];
  loaded.add(file);
  const code = await readFile(join(DIST, file), 'utf8');
  const imported = code.matchAll(/^(?:import .*|export .* from |const .* = require\()["']\.\/(.+?)["']/gm);
  for (const [, next = ''] of imported) await loadedWith(next, loaded);
  return [...loaded].toSorted();
}

/** Of the parts that are loaded on demand. */
const ON_DEMAND = ['AdminOperations', 'DocumentOperations', 'CleanupSweep', 'SharedClientStore'];

test('A start loads four files, without what is loaded on demand', async () => {
  const files = await loadedWith('index.js');
  expect(files).toEqual(['dcr.module.js', 'in-time.js', 'index.js', 'throttler.guard.cjs']);
  const codes = await Promise.all(files.map((file) => readFile(join(DIST, file), 'utf8')));
  const classes = codes.flatMap(classNames);
  expect(classes).toContain('DcrAdminService');
  expect(classes.filter((name) => ON_DEMAND.includes(name))).toEqual([]);
});

test('In CommonJS, no file is loaded on demand, because Jest may have discarded its classes', async () => {
  const files = await loadedWith('index.cjs');
  expect(files).toEqual(['dcr.module.cjs', 'in-time.cjs', 'index.cjs']);
  const codes = await Promise.all(files.map((file) => readFile(join(DIST, file), 'utf8')));
  expect(codes.flatMap(classNames)).toEqual(expect.arrayContaining(ON_DEMAND));
  expect(codes.filter((code) => /\bimport\(/.test(code))).toEqual([]);
});

test('The guard of the endpoint extends the ThrottlerGuard of the application', async () => {
  const { ThrottlerGuard } = await import('@nestjs/throttler');
  const shim = (await import(join(DIST, 'throttler.guard.cjs'))) as { ThrottlerGuard: unknown };
  expect(shim.ThrottlerGuard).toBe(ThrottlerGuard);
});
