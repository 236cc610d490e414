import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Where the suites run.
 *
 * @typedef {object} Place
 * @property {string} folder
 * @property {NodeJS.ProcessEnv} env
 * @property {() => void} remove
 */

/**
 * A copy of the work tree, also of what is not committed, with other packages or another Node.js. The original stays as it is.
 *
 * @param {import('./configurations.js').Copy} copy
 * @returns {Place}
 */
export function copyWorkTree({ packages = [], node, headers = node }) {
  const root = mkdtempSync(join(tmpdir(), 'nestjs-dcr-matrix-'));
  const remove = () => rmSync(root, { recursive: true, force: true });
  process.once('exit', remove);
  const folder = join(root, 'work-tree');
  const env = { ...process.env };
  copyFiles(folder);
  linkModules(folder);
  if (packages.length > 0) install(folder, packages);
  if (node) {
    const bin = join(installNode(join(root, 'node'), node), 'bin');
    env['PATH'] = `${bin}${delimiter}${env['PATH']}`;
    compileSqlite(folder, env, installNode(join(root, 'headers'), headers));
  }
  return { folder, env, remove };
}

/** @param {Place} place */
export function versionsIn({ folder, env }) {
  const node = execFileSync('node', ['--version'], { env }).toString().trim().slice(1);
  const manifest = join(folder, 'node_modules/typeorm/package.json');
  return `Node.js ${node}, TypeORM ${JSON.parse(readFileSync(manifest, 'utf8')).version}`;
}

function copyFiles(folder) {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const files = list.toString().split('\0');
  for (const file of files) if (file && existsSync(file)) cpSync(file, join(folder, file));
}

/** Hard links, which take no space: npm replaces the folder of a package as a whole. */
function linkModules(folder) {
  try {
    execFileSync('cp', ['-al', 'node_modules', folder], { stdio: 'ignore' });
  } catch {
    // Another file system, or a `cp` without `-l`.
    cpSync('node_modules', join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  }
  // What is written in place must not be a link to the original.
  for (const written of ['.package-lock.json', '.cache', '.vite', '.vite-temp'])
    rmSync(join(folder, 'node_modules', written), { recursive: true, force: true });
}

/** `--force`, because development dependencies need not fit: TypeORM 0.3.20 asks for an older better-sqlite3, for example. */
function install(folder, packages) {
  const options = ['--no-save', '--force', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...options, ...packages], { cwd: folder, stdio: 'inherit' });
}

/** npm has a package of Node.js and its headers for each platform. @returns the folder of the package */
function installNode(folder, version) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform}-${process.arch}`;
  const options = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...options, `${name}@${version}`], { stdio: 'inherit' });
  return join(folder, 'node_modules', name);
}

/** A binary of better-sqlite3 works on one major version of Node.js. */
function compileSqlite(folder, env, headers) {
  const installed = 'node_modules/better-sqlite3';
  // The compiler writes in place.
  rmSync(join(folder, installed), { recursive: true });
  cpSync(installed, join(folder, installed), { recursive: true });
  execFileSync('npm', ['rebuild', 'better-sqlite3'], {
    cwd: folder,
    stdio: 'inherit',
    env: {
      ...env,
      npm_config_nodedir: headers,
      npm_config_build_from_source: 'true',
      // Without optimization, which takes most of the time. These flags come after those of the package.
      CFLAGS: '-O0',
      CXXFLAGS: '-O0',
    },
  });
}
