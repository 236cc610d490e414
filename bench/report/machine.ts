import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem, type, release } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const OURS = ['@nestjs/core', 'fastify', 'typeorm', 'pg', 'better-sqlite3', 'oidc-provider', 'autocannon'];
const PEERS = ['@modelcontextprotocol/sdk', 'express', '@rekog/mcp-nest', 'better-auth'];

/** Describes the hardware and software of the run, one entry per line. */
export function machine(postgres: string): string[] {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpus().length} cores (${cpu?.model ?? 'unknown'}), ${memory} GiB of memory, ${type()} ${release()}, Node.js ${process.versions.node}`,
    postgres,
    'SQLite: a file in WAL mode, `synchronous = FULL`',
    `Versions: ${[...versions(OURS, '../../../package.json'), ...versions(PEERS, '../../peers/package.json')].join(', ')}`,
  ];
}

function versions(names: string[], from: string): string[] {
  const { resolve } = createRequire(new URL(from, import.meta.url));
  return names.map((name) => `${name} ${versionOf(resolve.paths(name) ?? [], name)}`);
}

/** Reads the file itself, because not every package exports its package.json. */
function versionOf(folders: string[], name: string): string {
  for (const folder of folders) {
    const file = join(folder, name, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return '?';
}
