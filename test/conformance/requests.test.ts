import { DcrAuditEvent, DcrClient } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { adapters, startHost, type Host } from '../support/host.js';
import { conformanceCases, titleOf } from './cases.js';
import { expectCase } from './expect-case.js';

const floods = conformanceCases.filter(({ category }) => category === 'rate-limit');
const singles = conformanceCases.filter(({ category }) => category !== 'rate-limit');
const modes = (['strict', 'substitute'] as const).flatMap((negotiation) =>
  adapters.map((adapter) => ({ negotiation, adapter })),
);

test('every case of the collection is here', () => {
  expect(conformanceCases).toHaveLength(218);
  expect(floods).toHaveLength(1);
});

describe.each(modes)('$negotiation negotiation on $adapter', ({ negotiation, adapter }) => {
  let host: Host;
  const statuses: number[] = [];
  beforeAll(async () => {
    host = await startHost({
      adapter,
      dcr: { enabled: true, negotiation, maxRegistrationsPerWindow: 1_000 },
    });
  });
  afterAll(() => host?.close());

  test.each(singles.map((single) => ({ single, title: titleOf(single) })))('$title', async ({ single }) => {
    const answers = await expectCase(`${host.url}/register`, single);
    statuses.push(...answers.map((answer) => answer.status));
  });

  test('stores a client and an audit row for each 201 and only an audit row for the others', async () => {
    const registered = statuses.filter((status) => status === 201).length;
    const events = host.dataSource.getRepository(DcrAuditEvent);
    expect(await host.dataSource.getRepository(DcrClient).count()).toBe(registered);
    expect(await events.countBy({ type: 'client.registered' })).toBe(registered);
    await vi.waitFor(async () =>
      expect(await events.sum('count', { type: 'client.rejected' })).toBe(
        statuses.length - registered || null,
      ),
    );
  });
});

describe.each(modes)(
  '$negotiation negotiation on $adapter, with the default limit',
  ({ negotiation, adapter }) => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost({ adapter, dcr: { enabled: true, negotiation } });
    });
    afterAll(() => host?.close());

    test.each(floods.map((flood) => ({ flood, title: titleOf(flood) })))('$title', async ({ flood }) => {
      await expectCase(`${host.url}/register`, flood);
    });
  },
);
