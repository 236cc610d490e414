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
    /** Where test files ask for a server, and for the build that hosts in processes of their own run. */
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
 * A server is started once for the whole run, and only when the first test file asks for it. Test files live in
 * processes of their own, so they ask over HTTP.
 */
export default async function setUpDatabaseServers(project: TestProject): Promise<() => Promise<void>> {
  const found = new Map<ServerKind, Promise<FoundServer>>();
  const find: Find = (kind) => found.get(kind) ?? found.set(kind, finders[kind](find)).get(kind)!;
  let built: Promise<Build> | undefined;

  const desk = createServer((request, response) => {
    const asked = request.url?.slice(1);
    const answer = asked === 'build' ? (built ??= build()) : find(asked as ServerKind);
    answer.then(
      // What cannot be written as JSON, the functions, stays here.
      (result) => response.end(JSON.stringify(result)),
      (error: unknown) => response.end(JSON.stringify({ missing: String(error) })),
    );
  });
  await once(desk.listen(0, '127.0.0.1'), 'listening');
  project.provide('databaseServers', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);

  return async () => {
    desk.close();
    await built?.then(({ remove }) => remove()).catch(() => undefined);
    // The pooler before the server behind it.
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
