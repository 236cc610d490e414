// Bundles what `nest build` has compiled: one file for each entry of package.json, and what they share. Node.js takes half a
// millisecond for each file that it loads, and there are more than a hundred. The types stay, one file for each source.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const folder = 'dist';
const kept = new Set();

/** Every package stays a package of the application's, except for TypeScript's helpers. */
const shared = { external: /^(?!tslib$)[^./]/, platform: 'node' };

/** The declarations keep the doc comments. */
const comments = { jsdoc: false };

const input = entries('index', 'console/index', 'oidc-provider/index', 'redis/index');

/** `redis` needs one function of the package, and nothing else. */
const inTime = { name: 'in-time', test: /dist[\\/]async[\\/]in-time\.js$/, priority: 1 };

/** What `index.js` imports is one file, and the rest is loaded on demand (`lib/async/on-demand.loader.ts`). */
const splitOnDemand = { groups: [{ name: 'dcr.module', test: /dist[\\/]index\.js$/ }, inTime] };

/** Jest can discard what it has loaded (`resetModules`). A part that is loaded later would then find other classes. */
const all = /dist[\\/](?!console|oidc-provider|redis)/;
const doNotSplit = { groups: [{ name: 'dcr.module', test: all }, inTime] };

/** What both bundles write stays, the compiled files go. */
const removeWhatIsBundled = {
  name: 'remove what is bundled',
  writeBundle(_options, bundle) {
    for (const file of Object.keys(bundle)) kept.add(file);
    // The last of the two.
    if (!kept.has('index.js')) return;
    for (const file of compiled()) if (!kept.has(file)) rmSync(`${folder}/${file}`);
  },
};

/**
 * One character outside Latin-1 makes V8 store the whole file with two bytes per character, and read it more slowly. In the
 * source map, columns after such a character are off by a few; lines are right.
 */
const writeAscii = {
  name: 'write ASCII',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) chunk.code &&= toAscii(chunk.code);
  },
};

/**
 * The names that a CommonJS package exports are found by reading every file of the package, before Node.js loads it. In an
 * application that imports the package nowhere else, that takes longer than to load it. A CommonJS file of our own that
 * requires the package exports the one name that we need.
 */
const throttlerGuard = {
  paths: { '@nestjs/throttler': './throttler.guard.cjs' },
  source: `exports.ThrottlerGuard = require('@nestjs/throttler').ThrottlerGuard;\n`,
};

/**
 * Jest runs CommonJS, and so do bundlers that follow `require` literally: Node.js itself always takes the ES modules, through
 * the condition `module-sync`. Every entry is in it, so that such a bundler does not add the ES modules as a second copy.
 */
const commonJs = {
  ...shared,
  input,
  output: {
    dir: folder,
    format: 'cjs',
    comments,
    codeSplitting: doNotSplit,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
  },
  plugins: [
    writeAscii,
    removeWhatIsBundled,
    { name: 'types for CommonJS', writeBundle: writeTypesForCommonJs },
  ],
};

const esModules = {
  ...shared,
  input,
  output: {
    dir: folder,
    format: 'esm',
    chunkFileNames: '[name].js',
    sourcemap: true,
    comments,
    codeSplitting: splitOnDemand,
    // With generated names, a file of another version would import the wrong classes without an error.
    minifyInternalExports: false,
    paths: throttlerGuard.paths,
  },
  plugins: [
    {
      name: 'write throttler.guard.cjs',
      writeBundle: () => writeFileSync(`${folder}/throttler.guard.cjs`, throttlerGuard.source),
    },
    {
      name: 'map to the TypeScript sources',
      load(file) {
        // TypeScript's helpers have no map.
        if (file.includes('/node_modules/tslib/')) return undefined;
        return { code: readFileSync(file, 'utf8'), map: readFileSync(`${file}.map`, 'utf8') };
      },
    },
    writeAscii,
    removeWhatIsBundled,
  ],
};

export default defineConfig([commonJs, esModules]);

function entries(...names) {
  return Object.fromEntries(names.map((name) => [name, `${folder}/${name}.js`]));
}

function toAscii(code) {
  return code.replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function compiled() {
  return files().filter((file) => /\.js(\.map)?$/.test(file));
}

function files() {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

/** With `module: node16`, TypeScript lets CommonJS files import the types of CommonJS only. */
function writeTypesForCommonJs() {
  for (const file of files()) {
    if (!file.endsWith('.d.ts')) continue;
    const types = readFileSync(`${folder}/${file}`, 'utf8').replace(
      /(['"])(\.{1,2}\/[^'"]+)\.js\1/g,
      '$1$2.cjs$1',
    );
    writeFileSync(`${folder}/${file.replace(/\.ts$/, '.cts')}`, types);
  }
}
