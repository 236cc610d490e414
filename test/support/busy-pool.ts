import { DcrDecision } from 'nestjs-dcr';
import { onTestFinished } from 'vitest';
import { startApplication, type TestApplication } from './application.js';
import type { TestDatabase } from './databases.js';
import { type HttpAnswer, postJson } from './http.js';

/** A registration that waits for a connection. */
export interface WaitingRegistration {
  answer: Promise<HttpAnswer>;
  /** Another replica, on the same database. */
  other: TestApplication;
  /** Gives the registration its connection. */
  release: () => Promise<void>;
}

/** Starts a registration on a replica whose only connection is taken after the policy has allowed it. */
export async function registerWithBusyPool(
  database: TestDatabase,
  body: object,
): Promise<WaitingRegistration> {
  let takeConnection = () => Promise.resolve();
  const policy = async () => {
    await takeConnection();
    return DcrDecision.allow();
  };
  const startReplica = async () => {
    const dcr = { enabled: true, policy };
    const application = await startApplication({ database, typeorm: { poolSize: 1 }, dcr });
    onTestFinished(() => application.close());
    return application;
  };
  const [busy, other] = [await startReplica(), await startReplica()];
  const only = busy.dataSource.createQueryRunner();
  const taken = new Promise<void>((resolve) => {
    takeConnection = () => only.connect().then(() => resolve());
  });
  const answer = postJson(`${busy.url}/register`, body);
  await taken;
  return { answer, other, release: () => only.release() };
}
