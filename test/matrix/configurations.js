/**
 * A configuration in which the suites run: a variant of the databases, or other packages or another Node.js in a copy of the
 * work tree.
 *
 * @typedef {object} Configuration
 * @property {string} name the value of `DCR_TEST_VARIANT`, unless there is a `copy`
 * @property {string} title
 * @property {Copy} [copy]
 * @property {string[]} suites the tests that `npm run test:matrix` runs
 * @property {string[]} slice the tests that `.ci/run` runs: those that this configuration is most likely to break. Empty: none
 */

/**
 * @typedef {object} Copy
 * @property {string[]} [packages] installed in place of the versions in package-lock.json
 * @property {string} [node] the version of Node.js that runs the build, the suites and test/package
 * @property {string} [headers] the version of Node.js that better-sqlite3 is compiled for. Default: `node`
 * @property {string} [packageSlice] the title of the tests in test/package that belong to the slice
 */

const SUITES = [
  'test/e2e/registration',
  'test/e2e/clients',
  'test/e2e/cimd',
  'test/e2e/sessions',
  'test/e2e/admin',
  'test/e2e/shared/states.test.ts',
  'test/e2e/shared/races.test.ts',
];

const LIFECYCLE = ['test/e2e/admin/lifecycle.test.ts', 'test/e2e/sessions/sessions.test.ts'];
const USE = 'test/e2e/clients/use.test.ts';
const PAUSE = 'test/e2e/admin/pause.test.ts';
const CAP = 'test/e2e/caps/cap.test.ts';

/** @type {Configuration[]} */
const VARIANTS = [
  {
    name: 'replica',
    title: 'PostgreSQL with a replica that lags behind',
    suites: SUITES,
    slice: [...LIFECYCLE, USE, PAUSE],
  },
  {
    name: 'repeatable-read',
    title: 'PostgreSQL, default isolation REPEATABLE READ',
    suites: [...SUITES, CAP],
    slice: [...LIFECYCLE, CAP],
  },
  {
    name: 'serializable',
    title: 'PostgreSQL, default isolation SERIALIZABLE',
    suites: [...SUITES, CAP],
    slice: [...LIFECYCLE, CAP],
  },
  {
    name: 'cache',
    title: 'TypeORM with `cache: { alwaysEnabled: true }`',
    suites: SUITES,
    slice: [...LIFECYCLE, USE, PAUSE],
  },
  {
    name: 'naming',
    title: 'A naming strategy and `entityPrefix`',
    suites: SUITES,
    slice: [...LIFECYCLE, 'test/e2e/admin/search.test.ts'],
  },
  {
    name: 'pool-1',
    title: '`poolSize: 1`',
    suites: SUITES,
    slice: [...LIFECYCLE, 'test/e2e/admin/bulk.test.ts'],
  },
  {
    name: 'found-rows',
    title: "MariaDB with `flags: ['-FOUND_ROWS']`",
    suites: SUITES,
    slice: [...LIFECYCLE, USE],
  },
  { name: 'two-modules', title: 'Two modules in one application', suites: SUITES, slice: LIFECYCLE },
  {
    name: 'pgbouncer',
    title: 'PgBouncer in transaction mode',
    suites: ['test/e2e/registration', 'test/e2e/cimd', 'test/e2e/sessions'],
    slice: ['test/e2e/registration/scopes.test.ts', 'test/e2e/sessions/sessions.test.ts'],
  },
];

const TYPEORM_SUITES = [...SUITES, 'test/e2e/storage', 'test/e2e/start', 'test/e2e/cleanup'];
/** The statements that compare times, and the migrations. */
const TYPEORM_SLICE = [
  ...LIFECYCLE,
  USE,
  PAUSE,
  'test/e2e/sessions/revoker.test.ts',
  'test/e2e/cleanup/old-rows.test.ts',
  'test/e2e/storage/migrations.test.ts',
];

/** @type {Configuration[]} */
const TYPEORM_VERSIONS = [
  {
    name: 'typeorm-0.3-oldest',
    title: 'TypeORM 0.3, the oldest supported',
    copy: { packages: ['typeorm@0.3.20', '@nestjs/typeorm@11.0.0'] },
    suites: TYPEORM_SUITES,
    slice: TYPEORM_SLICE,
  },
  {
    name: 'typeorm-0.3',
    title: 'TypeORM 0.3, the newest',
    copy: { packages: ['typeorm@0.3', '@nestjs/typeorm@11'] },
    suites: TYPEORM_SUITES,
    slice: TYPEORM_SLICE,
  },
];

const ALL = ['test'];
const NODE_SLICE = ['test/unit', 'test/conformance'];

/** @type {Configuration[]} */
const NODE_VERSIONS = [
  { name: 'node-20', title: 'Node.js 20.19', copy: { node: '20.19' }, suites: ALL, slice: [] },
  {
    name: 'node-22',
    title: 'Node.js 22',
    copy: { node: '22', packageSlice: 'Nest 11' },
    suites: ALL,
    slice: NODE_SLICE,
  },
  {
    name: 'node-24',
    title: 'Node.js 24',
    // Compiled for 24.19 or later, better-sqlite3 12 crashes when the process exits: nodejs/node#65446.
    copy: { node: '24', headers: '24.18', packageSlice: 'Nest 12' },
    suites: ALL,
    slice: NODE_SLICE,
  },
  { name: 'node-26', title: 'Node.js 26', copy: { node: '26' }, suites: ALL, slice: [] },
];

export const CONFIGURATIONS = [...VARIANTS, ...TYPEORM_VERSIONS, ...NODE_VERSIONS];
