import type { LoggerService } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DcrAuditEvent, type DcrModuleOptions } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDatabase } from '../../support/databases.js';
import { adapters, startApplication, type ApplicationSetup } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { flood } from './pipelined.js';

const TOTAL = 400;

const refusing = { provide: APP_GUARD, useValue: { canActivate: () => false } };
const unavailable = { increment: () => Promise.reject(new Error('The storage is unavailable.')) };
const fails = () => {
  throw new Error('A function of the application failed.');
};

const causes: [
  string,
  DcrModuleOptions,
  Partial<ApplicationSetup>,
  [status: string, error: string, logged: number],
][] = [
  ["the application's own guard refuses", {}, { providers: [refusing] }, ['403', 'access_denied', 1]],
  [
    "the limiter's storage fails",
    { throttlerStorage: unavailable },
    {},
    ['503', 'temporarily_unavailable', 1],
  ],
  ['trackBy throws', { trackBy: fails }, {}, ['500', 'server_error', 1]],
  ['the function for the limit throws', { maxRegistrationsPerWindow: fails }, {}, ['500', 'server_error', 1]],
];

async function start(dcr: DcrModuleOptions, setup: Partial<ApplicationSetup>) {
  const database = await createDatabase('better-sqlite3');
  onTestFinished(() => database.drop());
  const log = vi.fn<() => void>();
  const logger: LoggerService = { log: () => undefined, warn: log, error: log };
  const application = await startApplication({
    database,
    dcr: { enabled: true, ...dcr },
    nest: { logger },
    ...setup,
  });
  const close = vi.fn<() => Promise<void>>(() => application.close());
  onTestFinished(() => (close.mock.calls.length > 0 ? undefined : application.close()));
  const rows = () => application.dataSource.getRepository(DcrAuditEvent).count();
  /** The rows of the table after the application has stopped. */
  const written = async () => {
    await close();
    const later = await startApplication({ database, dcr: {} });
    const events = await later.dataSource.getRepository(DcrAuditEvent).find({ order: { ip: 'ASC' } });
    await later.close();
    return events;
  };
  return { ...application, log, rows, written };
}

describe.each(adapters)('a flood that never reaches the limiter, on %s,', (adapter) => {
  test.each(causes)(
    'is one audit event with a count and one log entry when %s',
    async (_, dcr, setup, [status, error, logged]) => {
      const application = await start(dcr, { adapter, ...setup });
      expect(await flood(application.url, TOTAL)).toEqual(new Map([[status, TOTAL]]));
      expect(await application.rows()).toBe(1);
      expect(application.log).toHaveBeenCalledTimes(logged);
      expect(await application.written()).toMatchObject([
        { type: 'client.rejected', error, count: TOTAL, ip: '127.0.0.1' },
      ]);
    },
  );
});

test('floods that never reach the limiter have one event for each address, or /64 network of IPv6', async () => {
  const adapter = new FastifyAdapter({ trustProxy: true, forceCloseConnections: true });
  const application = await start({ throttlerStorage: unavailable }, { adapter });
  const addresses = ['203.0.113.1', '203.0.113.2', '2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'];
  for (const address of [...addresses, ...addresses])
    await postJson(`${application.url}/register`, goodRegistration, { 'x-forwarded-for': address });
  const events = await application.written();
  expect(events.map(({ ip, count }) => `${ip} ${count}`)).toEqual([
    '2001:db8:0:1::1 2',
    '2001:db8::1 4',
    '203.0.113.1 2',
    '203.0.113.2 2',
  ]);
});
