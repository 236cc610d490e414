/**
 * @typedef {object} Setup
 * @property {string} name
 * @property {11 | 12} nest
 * @property {'CommonJS' | 'ES modules'} modules
 * @property {'Jest' | 'Vitest'} tests
 * @property {'0.3' | '1.1'} typeorm
 * @property {'npm' | 'pnpm' | 'Yarn PnP'} manager pnpm with strict peer dependencies
 * @property {'tsc' | 'swc' | 'webpack' | 'esbuild'} build webpack and esbuild bundle the packages, too
 * @property {number} [node] the version of Node.js, if the one that runs this is too old
 */

/** Each value at least once with each version of Nest. @type {readonly Setup[]} */
export const SETUPS = [
  setup('nest-11-jest', 11),
  setup('nest-11-vitest', 11, { modules: 'ES modules', tests: 'Vitest', typeorm: '0.3' }),
  setup('nest-11-pnpm', 11, { typeorm: '0.3', manager: 'pnpm' }),
  // With Plug'n'Play, Node.js 20 cannot `require` ES modules, which Yarn keeps in zip files: yargs of TypeORM 1.1, Nest 12.
  setup('nest-11-yarn-pnp', 11, { typeorm: '0.3', manager: 'Yarn PnP' }),
  setup('nest-11-swc', 11, { build: 'swc' }),
  setup('nest-11-webpack', 11, { build: 'webpack' }),
  setup('nest-11-esbuild', 11, { build: 'esbuild', typeorm: '0.3' }),
  setup('nest-12-vitest', 12),
  // Nest 12 consists of ES modules, which Jest can `require` from Node.js 24.9 on.
  setup('nest-12-jest', 12, { modules: 'CommonJS', tests: 'Jest', node: 24 }),
  setup('nest-12-pnpm', 12, { typeorm: '0.3', manager: 'pnpm' }),
  setup('nest-12-yarn-pnp', 12, { manager: 'Yarn PnP', node: 24 }),
  setup('nest-12-swc', 12, { build: 'swc' }),
  // The webpack builder of Nest 12 refuses ES modules.
  setup('nest-12-webpack', 12, { modules: 'CommonJS', tests: 'Jest', build: 'webpack', node: 24 }),
  setup('nest-12-esbuild', 12, { build: 'esbuild', typeorm: '0.3' }),
];

/** Set-ups that do not exist, for the reader of the table. */
export const MISSING = [
  'Nest 12 with Jest on Node.js 20 and 22: Nest 12 consists of ES modules, which Jest can `require` from Node.js 24.9 on.',
  'Nest 11 with `@nestjs/typeorm@12`, `@nestjs/schedule@12` or `@nestjs/config@12` and Jest: these consist of ES modules.',
  'CommonJS with Vitest: Vitest runs every test as an ES module, so the rows with ES modules cover it.',
  "Yarn with Plug'n'Play on Node.js 20, with Nest 12 or TypeORM 1.1: Node.js 20 cannot `require` ES modules from Yarn's zip files, so neither Nest's nor TypeORM's CLI starts.",
  'Nest 12 with ES modules and webpack: `nest build` refuses it, and names rspack instead, which was not tried.',
];

/**
 * Everything that is not given is what `nest new` makes by default.
 *
 * @param {string} name
 * @param {11 | 12} nest
 * @param {Partial<Setup>} [changes]
 * @returns {Setup}
 */
function setup(name, nest, changes) {
  const stock =
    nest === 11 ? { modules: 'CommonJS', tests: 'Jest' } : { modules: 'ES modules', tests: 'Vitest' };
  return { name, nest, ...stock, typeorm: '1.1', manager: 'npm', build: 'tsc', ...changes };
}
