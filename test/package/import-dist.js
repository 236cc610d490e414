// The build as Node.js loads it by the package's own name: no bundler, no alias, no TypeScript.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as main from 'nestjs-dcr';
import * as consoleEntry from 'nestjs-dcr/console';
import * as oidcProvider from 'nestjs-dcr/oidc-provider';
import * as redis from 'nestjs-dcr/redis';

const require = createRequire(import.meta.url);

assert.equal(typeof main.DcrModule.forRoot, 'function');
assert.equal(typeof consoleEntry.DcrConsoleModule.forRoot, 'function');
assert.equal(typeof oidcProvider.withDcr, 'function');
assert.equal(typeof redis.RedisThrottlerStorage, 'function');

for (const [name, imported] of Object.entries({
  'nestjs-dcr': main,
  'nestjs-dcr/console': consoleEntry,
  'nestjs-dcr/oidc-provider': oidcProvider,
  'nestjs-dcr/redis': redis,
})) {
  const required = require(name);
  for (const [member, value] of Object.entries(imported)) {
    assert.equal(required[member], value, `require() and import load one and the same ${member} of ${name}`);
  }
}
const loaded = Object.keys(require.cache).filter(
  (file) => file.endsWith('.cjs') && file.includes('nestjs-dcr'),
);
assert.deepEqual(loaded, [], 'Node.js never loads the CommonJS bundle');

// Bundlers and Jest do, by its path here: each entry has the same names.
for (const [file, imported] of Object.entries({
  index: main,
  'oidc-provider/index': oidcProvider,
  'redis/index': redis,
})) {
  const bundle = require(`../../dist/${file}.cjs`);
  assert.deepEqual(Object.keys(bundle).toSorted(), Object.keys(imported).toSorted());
}

/** The text of a file of the build, and of every file that it imports. */
function loadedBy(file, seen = new Set()) {
  if (seen.has(file.href)) return '';
  seen.add(file.href);
  const code = readFileSync(file, 'utf8');
  const imported = [...code.matchAll(/ from "(\.[^"]+)"/g)].map(([, path]) => new URL(path, file));
  return code + imported.map((each) => loadedBy(each, seen)).join('');
}
const dist = new URL('../../dist/', import.meta.url);
assert.match(loadedBy(new URL('console/index.js', dist)), /class DcrConsoleModule/);
assert.doesNotMatch(
  loadedBy(new URL('index.js', dist)),
  /class DcrConsoleModule|<!doctype html>/,
  'The core has no page',
);

console.log(`The build and its subpaths load on Node.js ${process.versions.node}, by import and by require.`);
