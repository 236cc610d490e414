import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the files of docs/existing-application.md. */
export function addTheModule({ modules, build }, folder) {
  const source = join(folder, 'src');
  for (const { name, code } of snippetsOf('existing-application')) write(join(source, name), code);
  if (['webpack', 'esbuild'].includes(build)) change(join(source, 'database.ts'), withDriver);
  change(join(source, 'app.controller.ts'), (code) =>
    // The application's own routes need its own exemption, or its tests get 403.
    code
      .replace('@Controller()', '@Public()\n@Controller()')
      .replace(/^/, `import { Public } from './login.guard.js';\n`),
  );
  const folders = [source, join(folder, 'test')];
  for (const file of folders.flatMap(typeScriptFiles)) {
    change(file, modules === 'CommonJS' ? withoutExtensions : withExtensions);
  }
}

/** Writes the tests of docs/testing.md beside those of `nest new`. */
export function addTests(_setup, folder) {
  for (const { name, code } of snippetsOf('testing')) {
    write(join(folder, name.endsWith('.e2e-spec.ts') ? 'test' : 'src', name), code);
  }
}

/** TypeORM 1.1 loads its driver by a name that bundlers do not follow. */
function withDriver(code) {
  return code
    .replace("from 'typeorm';\n", "from 'typeorm';\nimport pg from 'pg';\n")
    .replace("type: 'postgres',", "type: 'postgres',\n    driver: pg,");
}

/** CommonJS applications leave the extension out, as Jest needs it. */
function withoutExtensions(code) {
  return code.replaceAll(/( from '\.{1,2}\/[^']+)\.js'/g, "$1'");
}

function withExtensions(code) {
  return code.replaceAll(/( from '\.{1,2}\/[^']+?)(?:\.js)?'/g, "$1.js'");
}

/** @returns {{ name: string, code: string }[]} the examples, whose first line is a comment with the file name */
function snippetsOf(page) {
  const text = readFileSync(join(import.meta.dirname, '../../../docs', `${page}.md`), 'utf8');
  const blocks = text.matchAll(/^```ts\n\/\/ ([a-z0-9.-]+\.ts)\n(.*?)^```$/gms);
  return [...blocks].map(([, name, code]) => ({ name, code }));
}

function typeScriptFiles(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function change(file, edit) {
  write(file, edit(readFileSync(file, 'utf8')));
}

function write(file, code) {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, code);
}
