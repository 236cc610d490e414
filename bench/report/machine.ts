import { readFileSync } from 'node:fs';
import { cpus, totalmem, type, release } from 'node:os';
import { createRequire } from 'node:module';

const OURS = ['@nestjs/core', 'fastify', 'typeorm', 'pg', 'better-sqlite3', 'oidc-provider', 'autocannon'];
const PEERS = ['@modelcontextprotocol/sdk', 'express', '@rekog/mcp-nest', 'better-auth'];

/** What the numbers were measured on, a line each. */
export function machine(postgres: string): string[] {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpus().length} cores (${cpu?.model ?? 'unknown'}), ${memory} GiB of memory, ${type()} ${release()}, Node.js ${process.versions.node}`,
    postgres,
    'SQLite: a file, WAL, `synchronous = FULL`',
    `Versions: ${[...versions(OURS, '../../../package.json'), ...versions(PEERS, '../../peers/package.json')].join(', ')}`,
  ];
}

function versions(names: string[], from: string): string[] {
  const modules = new URL('node_modules/', new URL(from, import.meta.url));
  return names.map((name) => `${name} ${versionOf(new URL(`${name}/package.json`, modules), name)}`);
}

function versionOf(file: URL, name: string): string {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return String((createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version);
  }
}
