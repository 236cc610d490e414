import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY, table } from './support/readme.js';

const LIB = join(REPOSITORY, 'lib');

const folders = table(['folder', 'holds'], 'CONTRIBUTING.md').flatMap(([cell = '']) =>
  [...cell.matchAll(/`([\w-]+)`/g)].map(([, folder = '']) => folder),
);

/** Every import from one folder of `lib` into another. */
function importsBetweenFolders(): { file: string; from: string; to: string }[] {
  const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files
    .filter((file) => dirname(file) !== '.')
    .flatMap((file) => {
      const imported = readFileSync(join(LIB, file), 'utf8').matchAll(
        /(?: from |await import\()'(\.[^']+)'/g,
      );
      const folderOf = (path: string) => dirname(path).split('/')[0]!;
      return [...imported].map(([, path = '']) => ({
        file,
        from: folderOf(file),
        to: folderOf(relative(LIB, join(LIB, dirname(file), path))),
      }));
    })
    .filter(({ from, to }) => from !== to);
}

test('CONTRIBUTING.md names every folder of lib', () => {
  const existing = readdirSync(LIB, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.toSorted()).toEqual(existing.map(({ name }) => name).toSorted());
});

test('Imports run down the table of CONTRIBUTING.md', () => {
  const upwards = importsBetweenFolders().filter(
    ({ from, to }) => folders.indexOf(to) <= folders.indexOf(from),
  );
  expect(upwards).toEqual([]);
});

/** Packages and names that belong to HTTP. */
const HTTP =
  /from '(?:node:)?https?2?'|from '(?:express|fastify)'|HttpAdapter|ExecutionContext|ArgumentsHost|@nestjs\/platform-/;
/** The folders that may use HTTP types, and the public types of the options. `oidc-provider` uses Koa. */
const MAY_USE_HTTP = /^(?:http|endpoint|fetching|console|oidc-provider)\/|^options\/dcr-module-options\.ts$/;

test('HTTP types stay in lib/http, lib/endpoint, lib/fetching and the entry points', () => {
  const offenders = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !MAY_USE_HTTP.test(file))
    .filter((file) => HTTP.test(readFileSync(join(LIB, file), 'utf8')));
  expect(offenders).toEqual([]);
});

/** Code that checks which database it runs on, instead of what the database can do. Prose capitalizes these names. */
const DIALECT_NAME = /\b(?:familyOf|dialectOf|sqlite3?|sqljs|postgres(?:ql)?|mysql|mariadb|pg)\b/;
/** The access to the databases, and the migrations. */
const MAY_NAME_DIALECTS = /^(?:database|migrations)\//;

test('Only lib/database and lib/migrations distinguish between databases', () => {
  const offenders = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !MAY_NAME_DIALECTS.test(file))
    .filter((file) => DIALECT_NAME.test(readFileSync(join(LIB, file), 'utf8')));
  expect(offenders).toEqual([]);
});

/** In a query builder, TypeORM 0.3 sends their value without the column's transformer. */
const COMPARISON = /\b(?:LessThan|MoreThan|LessThanOrEqual|MoreThanOrEqual|Between)\b/;

test("Only lib/database uses TypeORM's operators that compare", () => {
  const comparing = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && COMPARISON.test(readFileSync(join(LIB, file), 'utf8')))
    .map((file) => dirname(file));
  expect(new Set(comparing)).toEqual(new Set(['database']));
});

/** The role of a file is the last part of its name before `.ts`, as in `client.service.ts`. */
const ROLE = /^[a-z]+(?:-[a-z]+)*\.[a-z]+$/;

/** `session-opening.service` becomes `SessionOpeningService`. */
function classNameOf(file: string): string {
  return file.replace(/(?:^|[-.])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

test('The file of an injectable class has a role in its name, and the class has the name of its file', () => {
  const injectables = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    if (!path.endsWith('.ts')) return [];
    const decorated = readFileSync(join(LIB, path), 'utf8').matchAll(
      /^@Injectable\([^]*?^(?:export )?class (\w+)/gm,
    );
    return [...decorated].map(([, name = '']) => ({ name, file: basename(path, '.ts') }));
  });
  const misnamed = injectables.filter(
    ({ name, file }) =>
      !ROLE.test(file) || name.replace(/^Dcr/, '') !== classNameOf(file).replace(/^Dcr/, ''),
  );
  expect(injectables.length).toBeGreaterThan(0);
  expect(misnamed).toEqual([]);
});
