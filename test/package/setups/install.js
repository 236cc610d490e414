import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TARBALL = 'file:../nestjs-dcr.tgz';

/** Installs what the first section of docs/existing-application.md says, and what the build needs. */
export function installPackages(setup, commands, tarball) {
  copyFileSync(tarball, join(dirname(commands.folder), 'nestjs-dcr.tgz'));
  const nest11 = setup.nest === 11;
  const packages = [
    `nestjs-dcr@${TARBALL}`,
    nest11 ? '@nestjs/typeorm@11' : '@nestjs/typeorm',
    setup.typeorm === '0.3' ? 'typeorm@0.3' : 'typeorm',
    nest11 ? '@nestjs/schedule@6' : '@nestjs/schedule',
    '@nestjs/throttler',
    'class-validator',
    'class-transformer',
    nest11 ? '@nestjs/config@4' : '@nestjs/config',
    'pg',
  ];
  add(setup, commands, packages, false);
  add(setup, commands, ['sql.js', ...buildPackages(setup), ...missingPackages(setup)], true);
}

function add({ manager }, commands, packages, isDevelopment) {
  const options = {
    npm: [
      'install',
      '--strict-peer-deps',
      '--no-audit',
      '--no-fund',
      ...(isDevelopment ? ['--save-dev'] : []),
    ],
    pnpm: ['add', '--config.strict-peer-dependencies=true', ...(isDevelopment ? ['--save-dev'] : [])],
    'Yarn PnP': ['add', ...(isDevelopment ? ['--dev'] : [])],
  };
  commands.run([...commands.manager, ...options[manager], ...packages]);
}

function buildPackages({ nest, build }) {
  if (build === 'swc') return ['@swc/core', '@swc/cli'];
  if (build === 'esbuild') return ['esbuild', '@types/pg'];
  if (build === 'webpack' && nest === 12) {
    return [
      '@types/pg',
      'webpack',
      'webpack-node-externals',
      'tsconfig-paths-webpack-plugin',
      'ts-loader',
      'fork-ts-checker-webpack-plugin',
    ];
  }
  return [];
}

/** What `nest new` forgets and Plug'n'Play does not find, unlike other package managers. */
function missingPackages({ manager, tests }) {
  if (manager !== 'Yarn PnP') return [];
  return tests === 'Jest' ? ['jest-util'] : ['vite'];
}

/** @returns {string} for the table, as far as they are installed */
export function versionsIn(commands) {
  const version = (name) => {
    try {
      const file = join(commands.folder, 'node_modules', name, 'package.json');
      return JSON.parse(readFileSync(file, 'utf8')).version;
    } catch {
      return fromLockfile(commands.folder, name);
    }
  };
  const node = commands.setup.node
    ? commands.run(['node', '--version'], { folder: dirname(commands.folder) })
    : process.version;
  return `Node.js ${node.trim().slice(1)}, Nest ${version('@nestjs/core')}, TypeORM ${version('typeorm')}`;
}

/** Plug'n'Play has no folder to look into. */
function fromLockfile(folder, name) {
  try {
    const lockfile = readFileSync(join(folder, 'yarn.lock'), 'utf8');
    return new RegExp(`^"${name}@npm:.*\\n  version: (.+)$`, 'm').exec(lockfile)?.[1] ?? '?';
  } catch {
    return '?';
  }
}
