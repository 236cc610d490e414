import { DcrAuditEvent, DcrClient } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestDatabase } from '../support/databases.js';
import { adapters, startApplication, type Adapter, type TestApplication } from '../support/application.js';
import { conformanceCases, sectionOf, sentenceOf } from './cases.js';
import { expectCase } from './expect-case.js';

const floods = conformanceCases.filter(({ category }) => category === 'rate-limit');
const singles = conformanceCases.filter(({ category }) => category !== 'rate-limit');

/** Both modes on each adapter. */
export const modes = (['strict', 'substitute'] as const).flatMap((negotiation) =>
  adapters.map((adapter) => ({ negotiation, adapter })),
);

interface Mode {
  negotiation: 'strict' | 'substitute';
  adapter: Adapter;
  database?: TestDatabase;
}

/** Every case except the floods, sent to one application whose limit is not reached. */
export function describeSingles({ negotiation, adapter, database }: Mode): void {
  describe(`${negotiation} negotiation on ${adapter}`, () => {
    let application: TestApplication;
    const statuses: number[] = [];
    beforeAll(async () => {
      const dcr = { enabled: true, negotiation, maxRegistrationsPerWindow: 1_000 };
      application = await startApplication({ adapter, database, dcr });
    });
    afterAll(() => application?.close());

    for (const single of singles)
      test(`${sectionOf(single)}${sentenceOf(single)}`, async () => {
        const answers = await expectCase(`${application.url}/register`, single);
        statuses.push(...answers.map((answer) => answer.status));
      });

    test('stores a client and an audit row for each 201 and only an audit row for the others', async () => {
      const registered = statuses.filter((status) => status === 201).length;
      const events = application.dataSource.getRepository(DcrAuditEvent);
      expect(await application.dataSource.getRepository(DcrClient).count()).toBe(registered);
      expect(await events.countBy({ type: 'client.registered' })).toBe(registered);
      await vi.waitFor(async () => {
        const rejected = (await events.sum('count', { type: 'client.rejected' })) ?? 0;
        expect(rejected).toBe(statuses.length - registered);
      });
    });
  });
}

/** The cases that must reach the default limit. */
export function describeFloods({ negotiation, adapter, database }: Mode): void {
  describe(`${negotiation} negotiation on ${adapter}, with the default limit`, () => {
    let application: TestApplication;
    beforeAll(async () => {
      application = await startApplication({ adapter, database, dcr: { enabled: true, negotiation } });
    });
    afterAll(() => application?.close());

    for (const flood of floods)
      test(`${sectionOf(flood)}${sentenceOf(flood)}`, async () => {
        await expectCase(`${application.url}/register`, flood);
      });
  });
}
