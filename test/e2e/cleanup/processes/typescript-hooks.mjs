import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const library = new URL('../../../../lib/index.ts', import.meta.url).href;

/** Resolves the package name to its source, as in the tests, and `./x.js` in TypeScript files to `./x.ts`. */
export function resolve(specifier, context, next) {
  if (specifier === 'nestjs-dcr') return { url: library, shortCircuit: true };
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
    const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(url)) return { url: url.href, shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: await translated(fileURLToPath(url)), shortCircuit: true };
}

/** The cache of compiled files: several processes of a test need the same ones. */
const folder = join(tmpdir(), 'nestjs-dcr-test-sources');

async function translated(file) {
  const source = await readFile(file, 'utf8');
  const kept = join(folder, `${hash('sha256', source)}.mjs`);
  if (existsSync(kept)) return readFile(kept, 'utf8');
  const output = await translate(source, file);
  await mkdir(folder, { recursive: true });
  await writeFile(`${kept}.${process.pid}`, output);
  await rename(`${kept}.${process.pid}`, kept);
  return output;
}

async function translate(source, fileName) {
  const { default: typescript } = await import('typescript');
  const compilerOptions = {
    module: typescript.ModuleKind.ESNext,
    target: typescript.ScriptTarget.ES2022,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    isolatedModules: true,
  };
  return typescript.transpileModule(source, { compilerOptions, fileName }).outputText;
}
