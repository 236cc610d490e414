/**
 * A configuration in which the suites run.
 *
 * @typedef {object} Configuration
 * @property {string} variant the value of `DCR_TEST_VARIANT`
 * @property {string} title
 * @property {string[]} suites the tests that `npm run test:matrix` runs
 * @property {string[]} slice the tests that `.ci/run` runs: those that this configuration is most likely to break
 */

const SUITES = ['test/e2e/registration', 'test/e2e/clients', 'test/e2e/sessions', 'test/e2e/admin'];

const LIFECYCLE = ['test/e2e/admin/lifecycle.test.ts', 'test/e2e/sessions/sessions.test.ts'];
const USE = 'test/e2e/clients/use.test.ts';
const PAUSE = 'test/e2e/admin/pause.test.ts';
const CAP = 'test/e2e/caps/cap.test.ts';

/** @type {Configuration[]} */
export const CONFIGURATIONS = [
  {
    variant: 'replica',
    title: 'PostgreSQL with a replica that lags behind',
    suites: SUITES,
    slice: [...LIFECYCLE, USE, PAUSE],
  },
  {
    variant: 'repeatable-read',
    title: 'PostgreSQL, default isolation REPEATABLE READ',
    suites: [...SUITES, CAP],
    slice: [...LIFECYCLE, CAP],
  },
  {
    variant: 'serializable',
    title: 'PostgreSQL, default isolation SERIALIZABLE',
    suites: [...SUITES, CAP],
    slice: [...LIFECYCLE, CAP],
  },
  {
    variant: 'cache',
    title: 'TypeORM with `cache: { alwaysEnabled: true }`',
    suites: SUITES,
    slice: [...LIFECYCLE, USE, PAUSE],
  },
  {
    variant: 'naming',
    title: 'A naming strategy and `entityPrefix`',
    suites: SUITES,
    slice: [...LIFECYCLE, 'test/e2e/admin/search.test.ts'],
  },
  {
    variant: 'pool-1',
    title: '`poolSize: 1`',
    suites: SUITES,
    slice: [...LIFECYCLE, 'test/e2e/admin/bulk.test.ts'],
  },
  {
    variant: 'found-rows',
    title: "MariaDB with `flags: ['-FOUND_ROWS']`",
    suites: SUITES,
    slice: [...LIFECYCLE, USE],
  },
  { variant: 'two-modules', title: 'Two modules in one application', suites: SUITES, slice: LIFECYCLE },
  {
    variant: 'pgbouncer',
    title: 'PgBouncer in transaction mode',
    suites: ['test/e2e/registration', 'test/e2e/sessions'],
    slice: ['test/e2e/registration/scopes.test.ts', 'test/e2e/sessions/sessions.test.ts'],
  },
];
