import { setImmediate as nextTurn } from 'node:timers/promises';
import { Module, Scope } from '@nestjs/common';
import {
  DCR_SESSION_REVOKER,
  DcrAdminService,
  DcrSession,
  DcrSessionService,
  type DcrSessionRevoker,
} from 'nestjs-dcr';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { chosenVariant } from '../../support/databases/variants.js';
import { startApplication, type TestApplication, type ApplicationSetup } from '../../support/application.js';
import { seedClient, seedSession, stored } from '../admin/support/clients.js';

const MINUTE = 60_000;
/** Each module on a data source retries by itself, as each replica does. */
const MODULES = chosenVariant() === 'two-modules' ? 2 : 1;
/** Minutes pass, and the round of each ends before the next begins: a round that is late skips one. */
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await vi.advanceTimersByTimeAsync(MINUTE);
    for (let turn = 0; turn < 50; turn++) await nextTurn();
  }
}

/** A busy machine needs longer than the second of `vi.waitFor()`. */
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 10_000 });
type Revoke = DcrSessionRevoker['revoke'];

async function start(setup: Partial<ApplicationSetup>): Promise<TestApplication> {
  const application = await startApplication({ dcr: { enabled: true }, ...setup });
  onTestFinished(() => application.close());
  return application;
}

async function clientWithSessions(application: TestApplication, count: number): Promise<string> {
  const { clientId } = await seedClient(application);
  for (let at = 0; at < count; at++) {
    await application.nest.get(DcrSessionService).open({ clientId, subject: 'alice' });
  }
  return clientId;
}

function statesOf(application: TestApplication, clientId: string): Promise<DcrSession[]> {
  return application.dataSource.getRepository(DcrSession).find({ where: { clientId }, order: { id: 'ASC' } });
}

const three = (row: Partial<DcrSession>) => [row, row, row];

describe('a session revoker of the application', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  });
  afterEach(() => void vi.useRealTimers());

  test('that hangs times out after ten seconds, and the session counts as failed', async () => {
    const revoke = vi.fn<Revoke>(() => new Promise<void>(() => undefined));
    const application = await start({ providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke } }] });
    const clientId = await clientWithSessions(application, 3);
    let isDone = false;
    const disabled = application.nest.get(DcrAdminService).disableClient(clientId);
    void disabled.finally(() => (isDone = true));
    await soon(() => expect(revoke).toHaveBeenCalledTimes(3));
    // All sessions have ended, whatever the revoker does.
    expect(await stored(application, clientId)).toMatchObject({ status: 'disabled' });
    expect((await statesOf(application, clientId)).every(({ revokedAt }) => revokedAt)).toBe(true);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await disabled).toMatchObject({ revokedSessions: 0, failedSessions: 3 });
    expect(await statesOf(application, clientId)).toMatchObject(three({ revocationState: 'failed' }));
  });

  test('that failed is called again every minute until it succeeds, only for the failed session', async () => {
    let isFailing = true;
    const revoke = vi.fn<Revoke>((session) =>
      isFailing && session.subject === 'bob' ? Promise.reject(new Error('unavailable')) : Promise.resolve(),
    );
    const application = await start({ providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke } }] });
    const clientId = await clientWithSessions(application, 2);
    const { id } = await application.nest.get(DcrSessionService).open({ clientId, subject: 'bob' });
    const stateOfBobs = async () =>
      (await statesOf(application, clientId)).find((session) => session.id === id)!;

    const result = await application.nest.get(DcrAdminService).revokeSessions(clientId);
    expect(result).toEqual({ revokedSessions: 2, failedSessions: 1 });
    expect(await stateOfBobs()).toMatchObject({ revocationState: 'failed', revocationAttempts: 1 });

    revoke.mockClear();
    // A session is retried a minute after it was revoked, by the database's clock, which fake timers do not move exactly.
    for (let minute = 0; minute < 4 && revoke.mock.calls.length === 0; minute++) await pass(1);
    await soon(() => expect(revoke).toHaveBeenCalledTimes(MODULES));
    await soon(async () => expect((await stateOfBobs()).revocationAttempts).toBeGreaterThan(1));
    expect(await stateOfBobs()).toMatchObject({ revocationState: 'failed' });

    isFailing = false;
    await pass(1);
    await soon(async () => expect(await stateOfBobs()).toMatchObject({ revocationState: 'done' }));
    await pass(5);
    const calledFor = revoke.mock.calls.map(([session]) => session.id);
    expect(new Set(calledFor)).toEqual(new Set([id]));
    expect(calledFor.length).toBeLessThanOrEqual(2 * MODULES);
  });

  test('is called for sessions that a killed process left pending', async () => {
    const revoke = vi.fn<Revoke>(() => Promise.resolve());
    const application = await start({ providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke } }] });
    const { clientId } = await seedClient(application);
    const left = await seedSession(application, clientId, {
      revokedAt: new Date(),
      revocationState: 'pending',
    });
    await pass(3);
    await soon(async () =>
      expect(await statesOf(application, clientId)).toMatchObject([{ id: left.id, revocationState: 'done' }]),
    );
  });

  test('is not called for the same session by two concurrent rounds', async () => {
    const revoke = vi.fn<Revoke>(() => new Promise<void>(() => undefined));
    const application = await start({ providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke } }] });
    const { clientId } = await seedClient(application);
    // With ten calls at once and ten seconds each, a round takes longer than a minute.
    const revokedAt = new Date(Date.now() - MINUTE);
    for (let at = 0; at < 100; at++) {
      await seedSession(application, clientId, { revokedAt, revocationState: 'failed' });
    }
    await pass(1);
    for (let seconds = 10; seconds <= 100; seconds += 10) {
      await soon(() => expect(revoke).toHaveBeenCalledTimes(MODULES * seconds));
      await vi.advanceTimersByTimeAsync(10_000);
    }
    await soon(async () =>
      expect(
        (await statesOf(application, clientId)).map(({ revocationAttempts }) => revocationAttempts),
      ).toEqual(Array(100).fill(1)),
    );
  });

  test('is called for new sessions even if a thousand others always fail', async () => {
    const revoke = vi.fn<Revoke>(({ subject }) =>
      subject === 'bob' ? Promise.resolve() : Promise.reject(new Error('never')),
    );
    const application = await start({ providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke } }] });
    const { clientId } = await seedClient(application);
    const revokedAt = new Date(Date.now() - MINUTE);
    const hopeless = Array.from({ length: 1_000 }, (_, at) => ({
      id: `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`,
      clientId,
      subject: 'alice',
      createdAt: revokedAt,
      revokedAt,
      revocationState: 'failed' as const,
      revocationAttempts: 5,
    }));
    for (let at = 0; at < 1_000; at += 250) {
      await application.dataSource.getRepository(DcrSession).insert(hopeless.slice(at, at + 250));
    }
    const changes = { revokedAt, revocationState: 'failed', subject: 'bob' } as const;
    const { id } = await seedSession(application, clientId, {
      id: 'ffffffff-0000-7000-8000-000000000000',
      ...changes,
    });
    await pass(1);
    await soon(async () =>
      expect(await application.dataSource.getRepository(DcrSession).findOneBy({ id })).toMatchObject({
        revocationState: 'done',
      }),
    );
    // The session with the fewest attempts comes first, not at the end of the round.
    expect(revoke.mock.calls[0]![0]).toMatchObject({ id });
  });

  test('is found in any module of the application', async () => {
    const revoke = vi.fn<Revoke>(() => Promise.resolve());
    @Module({ providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke } }] })
    class AuthorizationServerModule {}
    const application = await start({ imports: [AuthorizationServerModule] });
    const clientId = await clientWithSessions(application, 1);
    const result = await application.nest.get(DcrAdminService).revokeSessions(clientId);
    expect(result).toEqual({ revokedSessions: 1, failedSessions: 0 });
    expect(revoke).toHaveBeenCalledTimes(1);
  });

  test('may be missing: sessions then end in the database only', async () => {
    const application = await start({});
    const clientId = await clientWithSessions(application, 3);
    const result = await application.nest.get(DcrAdminService).revokeSessions(clientId);
    expect(result).toEqual({ revokedSessions: 3, failedSessions: 0 });
    const done = { revocationState: 'done', revocationAttempts: 0 } as const;
    expect(await statesOf(application, clientId)).toMatchObject(three(done));
  });

  test.each([
    ['has no revoke()', { provide: DCR_SESSION_REVOKER, useValue: {} }],
    ['is request-scoped', { provide: DCR_SESSION_REVOKER, useFactory: () => ({}), scope: Scope.REQUEST }],
  ])('that %s fails at startup, instead of leaving tokens valid', async (_, provider) => {
    await expect(startApplication({ dcr: { enabled: true }, providers: [provider] })).rejects.toThrow(
      /DCR_SESSION_REVOKER/,
    );
  });
});
