import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an application does not have, and Nest and TypeORM load only if it is there. */
const NOT_INSTALLED = [
  '@nestjs/microservices',
  '@nestjs/websockets',
  '@google-cloud/spanner',
  '@sap/hana-client',
  'better-sqlite3',
  'hdb-pool',
  'ioredis',
  'mongodb',
  'mssql',
  'mysql',
  'mysql2',
  'oracledb',
  'pg-native',
  'pg-query-stream',
  'redis',
  'sqlite3',
  'typeorm-aurora-data-api-driver',
  '@fastify/static',
  '@fastify/view',
  'react-native-sqlite-storage',
  'class-transformer/storage',
];

/** Runs the migrations with the TypeORM CLI, which must then find no difference. */
export function migrate(commands) {
  const dataSource = ['-d', 'dist/data-source.js'];
  commands.runProgram('typeorm', 'migration:run', ...dataSource);
  const applied = commands.runProgram('typeorm', 'migration:show', ...dataSource);
  if (applied.includes('[ ]')) throw new Error(`Not every migration has run:\n${applied}`);
  try {
    commands.runProgram('typeorm', 'migration:generate', 'src/migrations/Difference', ...dataSource);
  } catch (error) {
    if (error.message.includes('No changes in database schema were found')) return;
    throw error;
  }
  throw new Error('The TypeORM CLI found a difference between the migrations and the entities.');
}

/** `nest build` has compiled the application with `tsc`. */
export function buildApplication(setup, commands) {
  if (setup.build === 'swc') commands.runProgram('nest', 'build', '--builder', 'swc');
  if (setup.build === 'webpack') bundleWithWebpack(setup, commands);
  if (setup.build === 'esbuild') bundleWithEsbuild(setup, commands);
}

/** @returns {string} the file that starts the application */
export function startFile({ build, modules }) {
  return {
    tsc: 'dist/main.js',
    swc: 'dist/main.js',
    webpack: 'dist/bundle.cjs',
    esbuild: esbuildOutput(modules).file,
  }[build];
}

function bundleWithWebpack({ nest }, commands) {
  const esModules = nest === 12;
  writeFileSync(
    join(commands.folder, 'webpack.config.cjs'),
    `const missing = ${JSON.stringify(NOT_INSTALLED)};
module.exports = (options) => ({
  ...options,
  output: { ...options.output, filename: 'bundle.cjs' },
  resolve: { ...options.resolve, extensionAlias: { '.js': ['.ts', '.js'] } },
  externals: [
    ({ request }, callback) =>
      missing.some((name) => request === name || request.startsWith(name + '/'))
        ? callback(null, 'commonjs ' + request)
        : callback(),
  ],
});
`,
  );
  const builder = esModules ? ['--builder', 'webpack'] : ['--webpack'];
  commands.runProgram('nest', 'build', ...builder, '--webpackPath', 'webpack.config.cjs');
}

function bundleWithEsbuild({ modules }, commands) {
  const { file, options } = esbuildOutput(modules);
  const externals = NOT_INSTALLED.map((name) => `--external:${name}`);
  const all = ['--bundle', '--platform=node', '--keep-names', `--outfile=${file}`, ...options, ...externals];
  commands.runProgram('esbuild', 'dist/main.js', ...all);
}

/** Nest 12 uses `import.meta.url`, which CommonJS does not have; its dependencies use `require` and `__dirname`, which ES modules do not have. */
function esbuildOutput(modules) {
  if (modules === 'CommonJS') return { file: 'bundle.cjs', options: ['--format=cjs'] };
  const banner = [
    "import { createRequire as __createRequire } from 'node:module';",
    'globalThis.require = __createRequire(import.meta.url);',
    'globalThis.__dirname = import.meta.dirname;',
  ].join(' ');
  return { file: 'bundle.mjs', options: ['--format=esm', `--banner:js=${banner}`] };
}
