import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { build, type Build } from '../processes/build.js';
import { findMariaDb } from './mariadb.server.js';
import { startPgBouncer } from './pgbouncer.server.js';
import { findPostgres } from './postgres.server.js';
import { findRedis } from './redis.server.js';
import type { FoundServer, ServerKind } from './server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL where test files request a server, or the build that applications in separate processes run. */
    databaseServers: string;
  }
}

type Find = (kind: ServerKind) => Promise<FoundServer>;

const finders: Record<ServerKind, (find: Find) => Promise<FoundServer>> = {
  postgres: findPostgres,
  pgbouncer: async (find) => startPgBouncer(await find('postgres')),
  mariadb: findMariaDb,
  redis: findRedis,
};

/**
 * Each server is started once per test run, when the first test file requests it. Test files run in separate
 * processes, so they request it over HTTP.
 */
export default async function setUpDatabaseServers(project: TestProject): Promise<() => Promise<void>> {
  const found = new Map<ServerKind, Promise<FoundServer>>();
  const find: Find = (kind) => found.get(kind) ?? found.set(kind, finders[kind](find)).get(kind)!;
  let built: Promise<Build> | undefined;

  const desk = createServer((request, response) => {
    const name = request.url?.slice(1);
    const answer = name === 'build' ? (built ??= build()) : find(name as ServerKind);
    answer.then(
      // Functions cannot be written as JSON and stay in this process.
      (result) => response.end(JSON.stringify(result)),
      (error: unknown) => response.end(JSON.stringify({ missing: String(error) })),
    );
  });
  await once(desk.listen(0, '127.0.0.1'), 'listening');
  project.provide('databaseServers', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);

  return async () => {
    desk.close();
    await built?.then(({ remove }) => remove()).catch(() => undefined);
    // Stop the pooler before its server.
    for (const [kind, server] of [...found].toReversed()) {
      const { missing, stop } = await server.catch((error: unknown) => ({
        missing: String(error),
        stop: undefined,
      }));
      await stop?.();
      if (missing) console.warn(`\nNot tested on ${kind}: ${missing}`);
    }
  };
}
