import { randomInt } from 'node:crypto';
import type { Narrator } from '../narrator.js';
import { check, register, type Answer } from './register.js';

const ATTEMPTS = 60;
const AT_ONCE = 6;
const METADATA = { client_name: 'Flood', redirect_uris: ['https://flood.example/callback'] };

/** One caller sends many registrations. */
export async function flood(address: string, narrator: Narrator): Promise<void> {
  const from = testAddress();
  narrator.step(`${ATTEMPTS} registrations from one address, ${from}`);
  const answers: Answer[] = [];
  const bar = narrator.progress(ATTEMPTS);
  for (let at = 0; at < ATTEMPTS; at += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, () => register(address, METADATA, from));
    answers.push(...(await Promise.all(batch)));
    bar(answers.length, answers.filter(({ status }) => status === 201).length);
  }
  const limited = answers.filter(({ status }) => status === 429);
  const registered = answers.filter(({ status }) => status === 201).length;
  check(limited.length > 0 && registered > 0, `${registered} registered, ${limited.length} limited`);
  check(registered + limited.length === ATTEMPTS, 'some responses were neither 201 nor 429');
  narrator.good(`${registered} registered.`);
  narrator.bad(
    `${limited.length} rejected: 429 ${limited[0]!.body.error}, Retry-After ${limited[0]!.retryAfter} seconds`,
  );

  narrator.step('Other callers are not affected');
  const other = await register(address, METADATA, testAddress());
  check(other.status === 201, `another caller was answered ${other.status}`);
  narrator.good('POST /register → 201');
}

/** A random address from the range for tests (RFC 2544), so that its limit is not used up. */
function testAddress(): string {
  return `198.18.${randomInt(256)}.${randomInt(1, 255)}`;
}
