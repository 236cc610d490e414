import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectContract } from '../../conformance/answer-rules.js';
import { adapters, startHost, type Host } from '../../support/host.js';
import { goodRegistration, hostileShapes } from '../../support/hostile-shapes.js';
import { byCallerHeader } from '../../support/caller.js';
import { postJson, send } from '../../support/http.js';

const limit = 3;
const spellings = [
  '/register/',
  '/Register',
  '/REGISTER/',
  '/%72egister',
  '/%52egister',
  '//register',
  '/./register',
  '/x/../register',
  '/register%2f',
  '/register;x=1',
  '/register?x=1',
  '/register/?x=1',
  '/register#x',
];

/** Routers match more loosely than a comparison of strings: no spelling may reach the endpoint without its limits. */
describe.each(adapters)('another spelling of the path, on %s', (adapter) => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost({
      adapter,
      dcr: { enabled: true, maxRegistrationsPerWindow: limit, trackBy: byCallerHeader },
    });
  });
  afterAll(() => host?.close());

  const cases = spellings.flatMap((spelling) => hostileShapes.map((shape) => ({ spelling, shape })));

  for (const { spelling, shape } of cases)
    test(`${spelling} with ${shape.name} is unknown, or refused and limited`, async () => {
      const headers = { ...shape.request.headers, 'x-caller': `${spelling} ${shape.name}` };
      const answers = [];
      for (let attempt = 0; attempt <= limit; attempt++)
        answers.push(await send(host.url + spelling, { ...shape.request, headers }));
      const statuses = answers.map(({ status }) => status);
      expect(statuses).not.toContain(201);
      const known = answers.filter(({ status, text }) => status !== 404 && !isHostsOwn(text));
      for (const answer of known) expectContract(answer);
      expect([[], [429]]).toContainEqual(known.slice(limit).map(({ status }) => status));
      expect([0, limit + 1]).toContain(known.length);
    });

  test.each(spellings)('%s counts on the same counter as the path itself', async (spelling) => {
    const caller = { 'x-caller': `counter ${spelling}` };
    const first = await postJson(host.url + spelling, goodRegistration, caller);
    for (let attempt = 1; attempt < limit; attempt++)
      await postJson(`${host.url}/register`, goodRegistration, caller);
    const last = await postJson(`${host.url}/register`, goodRegistration, caller);
    expect(last.status).toBe(first.status === 404 ? 201 : 429);
  });
});

/** What Nest answers by itself, such as malformed JSON to a route that nobody knows. */
function isHostsOwn(text: string): boolean {
  return text.includes('"statusCode"');
}
