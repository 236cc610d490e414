import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snippetsOf } from '../readme/support/snippets.js';
import { describeDatabases, type TestDatabase } from '../support/databases.js';
import { freePort } from '../support/databases/free-port.js';
import { EmptyApp, packTarball } from './empty-app.js';

/** What `nest new` writes, and an entity of the application's own. */
const STOCK = {
  'app.service.ts': `
    import { Injectable } from '@nestjs/common';
    @Injectable()
    export class AppService {
      getHello(): string { return 'Hello World!'; }
    }`,
  'app.controller.ts': `
    import { Controller, Get } from '@nestjs/common';
    import { AppService } from './app.service.js';
    @Controller()
    export class AppController {
      constructor(private readonly appService: AppService) {}
      @Get()
      getHello(): string { return this.appService.getHello(); }
    }`,
  'note.entity.ts': `
    import { Entity, PrimaryGeneratedColumn } from 'typeorm';
    @Entity()
    export class Note {
      @PrimaryGeneratedColumn()
      id!: number;
    }`,
};

/** Its tsconfig.build.json. */
const BUILD = {
  extends: './tsconfig.json',
  compilerOptions: { rootDir: './src', incremental: false },
  include: ['src'],
  exclude: ['**/*.spec.ts'],
};

let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nestjs-dcr-package-'));
  tarball = await packTarball(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  ['Nest 12, ES modules, TypeORM 1.1', 'nest-12', { typeorm: '^1.1.0' }],
  ['Nest 11, CommonJS, TypeORM 0.3', 'nest-11', { typeorm: '^0.3.20' }],
])('The application of docs/existing-application.md on %s', (_title, stock, versions) => {
  describeDatabases('with its own migrations', (database) => checkOn(database, stock, versions), [
    'postgres',
  ]);
});

function checkOn(database: TestDatabase, stock: string, versions: Record<string, string>): void {
  let app: EmptyApp;
  const env = () => ({ DATABASE_URL: (database.options as { url: string }).url });
  const migration = (command: string, ...options: string[]) =>
    app.run('typeorm', [`migration:${command}`, ...options, '-d', 'dist/data-source.js'], env());
  const build = () => app.run('tsc', ['-p', 'tsconfig.build.json']);

  beforeAll(async () => {
    const here = join(import.meta.dirname, stock);
    app = await EmptyApp.create(join(here, 'package.json'), tarball, versions);
    await app.install();
    await app.addStock(here);
    await rm(join(app.folder, 'main.ts'));
    await mkdir(join(app.folder, 'src'), { recursive: true });
    const written = [
      ...snippetsOf('docs/existing-application.md'),
      ...Object.entries(STOCK).map(([name, code]) => ({ name, code })),
    ];
    for (const { name, code } of written) {
      // The page tells CommonJS applications to leave the extension out.
      const imports = stock === 'nest-11' ? code.replaceAll(/( from '\.\/[^']+)\.js'/g, "$1'") : code;
      await writeFile(join(app.folder, 'src', name), imports);
    }
    await writeFile(join(app.folder, 'tsconfig.build.json'), JSON.stringify(BUILD));
    await build();
  });

  afterAll(() => app?.remove());

  test('runs our migrations and its own with the TypeORM CLI, which then finds no difference', async () => {
    await migration('run');
    expect(await migration('show')).toMatch(/^(\[X\] \d Dcr\w+\n)+$/);
    await migration('generate', 'src/migrations/AddNotes');
    await build();
    expect(await migration('run')).toContain('CREATE TABLE "note"');
    expect(await migration('show')).toMatch(/^(\[X\] \d Dcr\w+\n)+\[X\] \d AddNotes\d+\n$/);
    await expect(migration('generate', 'src/migrations/Difference')).rejects.toThrow(
      'No changes in database schema were found',
    );
  }, 180_000);

  test('registers clients past its guard, limit, prefix and pipe, which other routes keep', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    await app.startAt(`${url}/api`, { ...env(), PORT: String(port) });
    const register = async (member: string) => {
      const answer = await fetch(`${url}/api/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ redirect_uris: ['https://client.example.com/callback'], [member]: 'unknown' }),
      });
      return answer.status;
    };
    const members = Array.from({ length: 25 }, (_, index) => `member_${index}`);
    expect(new Set(await Promise.all(members.map(register)))).toEqual(new Set([201]));
    expect((await fetch(`${url}/api`)).status).toBe(403);
  });
}
