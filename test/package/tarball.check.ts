import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classNames } from './class-names.js';
import { EmptyApp, run } from './empty-app.js';
import { TYPES, UNDEFINED_MEMBERS } from './type-checks.js';

/** A command, its options, and what it prints. */
type TestRun = [command: string, options: string, passed: RegExp];

const NEST_11_TESTS: TestRun[] = [
  ['jest', '--ci', /^Tests: +2 passed, 2 total$/m],
  ['jest', '--ci --config ./test/jest-e2e.json', /^Tests: +5 passed, 5 total$/m],
];
const NEST_12_TESTS: TestRun[] = [
  ['vitest', 'run', /^ +Tests +1 passed \(1\)$/m],
  ['vitest', 'run --config ./vitest.config.e2e.ts', /^ +Tests +5 passed \(5\)$/m],
];

const REPOSITORY = join(import.meta.dirname, '../..');

let folder: string;
let packed: { filename: string; files: { path: string }[] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nestjs-dcr-package-'));
  // `npm run test:package` has already built the package.
  const pack = ['pack', './package', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: REPOSITORY });
  [packed] = JSON.parse(stdout) as [typeof packed];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function readManifest(filename: string): Promise<Record<string, unknown>> {
  const { stdout } = await run('tar', ['-xOzf', join(folder, filename), 'package/package.json']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('The packed tarball', () => {
  test('contains only the build and the documents that npm shows', () => {
    const outside = packed.files
      .map(({ path }) => path)
      .filter((path) => !/^dist\/.+(\.js|\.js\.map|\.cjs|\.d\.ts|\.d\.cts)$/.test(path));
    expect(outside.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  });

  test('has a manifest without the fields that only this repository needs', async () => {
    const manifest = await readManifest(packed.filename);
    const own = ['scripts', 'devDependencies', 'workspaces', 'allowScripts', 'publishConfig'];
    expect(Object.keys(manifest).filter((field) => own.includes(field))).toEqual([]);
    expect(manifest).toMatchObject({
      homepage: expect.stringContaining('nestjs-dcr'),
      repository: { type: 'git', url: expect.stringMatching(/^git\+https:.+\.git$/) },
      bugs: { url: expect.stringMatching(/^https:.+\/issues$/) },
    });
  });

  test.each(['.js', '.cjs'])('defines every class once in its %s files', async (extension) => {
    const bundled = packed.files.map(({ path }) => path).filter((path) => path.endsWith(extension));
    const codes = await Promise.all(bundled.map((path) => readFile(join(REPOSITORY, path), 'utf8')));
    const classes = codes.flatMap(classNames);
    expect(classes).toEqual(expect.arrayContaining(['DcrModule', 'DcrError']));
    expect(classes.filter((name, index) => classes.indexOf(name) !== index)).toEqual([]);
  });

  test('has no runtime dependencies', async () => {
    const manifest = await readManifest(packed.filename);
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('bundleDependencies');
    expect(manifest).toHaveProperty('peerDependencies');
  });
});

test('A stack trace names the source files if Node.js reads source maps', async () => {
  const index = pathToFileURL(join(REPOSITORY, 'dist/index.js')).href;
  const script = `import(${JSON.stringify(index)}).then(({ DcrModule }) => DcrModule.forRoot({ enabled: 1 })).catch((error) => console.log(error.stack))`;
  const { stdout } = await run(process.execPath, ['--enable-source-maps', '--eval', script]);
  expect(stdout).toMatch(/lib\/options\/[\w.-]+\.ts:\d+/);
});

describe.each([
  ['Nest 12, an ES module', 'nest-12', NEST_12_TESTS],
  ['Nest 11, CommonJS', 'nest-11', NEST_11_TESTS],
])('In the smallest example on %s, the tarball', (_title, stock, tests) => {
  let app: EmptyApp;
  let url: string;

  beforeAll(async () => {
    app = await EmptyApp.create(
      join(import.meta.dirname, stock, 'package.json'),
      join(folder, packed.filename),
    );
    await app.install();
    await app.compile();
    url = await app.start();
  });

  afterAll(() => app?.remove());

  const statuses: number[] = [];
  const register = async (client_name: string, redirectUris = 1) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name,
        redirect_uris: Array<string>(redirectUris).fill('https://client.example.com/callback'),
      }),
    });
    statuses.push(answer.status);
    return answer;
  };

  test('finds all its peers', async () => {
    const { stdout } = await run('npm', ['ls', '--all', '--json'], { cwd: app.folder });
    const { problems = [] } = JSON.parse(stdout) as { problems?: string[] };
    // An extraneous package is npm's own doing.
    expect(problems.filter((problem) => !problem.startsWith('extraneous:'))).toEqual([]);
  });

  test('has types for CommonJS and for ES modules, under every module setting', async () => {
    const settings = [
      ['types.mts', '--module', 'node16'],
      ['types.mts', '--module', 'nodenext'],
      ['types.cts', '--module', 'nodenext'],
      ['types.ts', '--module', 'esnext', '--moduleResolution', 'bundler'],
      // Nest 12 itself is ESM only, which `node16` does not let CommonJS files import.
      ...(stock === 'nest-11' ? [['types.cts', '--module', 'node16']] : []),
    ];
    for (const [file, ...options] of settings) {
      await expect(app.check(file!, TYPES, ...options), options.join(' ')).resolves.toBeUndefined();
    }
  });

  test('accepts undefined members under exactOptionalPropertyTypes', async () => {
    const options = ['--module', 'nodenext', '--exactOptionalPropertyTypes'];
    await expect(app.check('exact.mts', UNDEFINED_MEMBERS, ...options)).resolves.toBeUndefined();
  });

  test.each(tests)('runs the tests of docs/testing.md with %s %s', async (command, options, passed) => {
    await app.addTests(join(import.meta.dirname, stock));
    expect(await app.run(command, options.split(' '))).toMatch(passed);
  });

  test('registers a client', async () => {
    const answer = await register('Example Client');
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      client_id: expect.stringMatching(/^dcr_[0-9a-f]{32}$/),
      client_name: 'Example Client',
      token_endpoint_auth_method: 'none',
    });
  });

  test('asks the policy', async () => {
    const answer = await register('Example Client', 4);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: 'invalid_client_metadata',
      error_description: 'Register at most 3 redirect URIs.',
    });
  });

  test('refuses the 26th attempt of a window', async () => {
    while (statuses.length < 30 && statuses.at(-1) !== 429) await register('Another Client');
    expect(statuses.indexOf(429)).toBe(25);
  });
});
