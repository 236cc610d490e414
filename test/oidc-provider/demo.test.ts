import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runDemo } from '../../sample-app/src/demo/demo.js';
import { Narrator } from '../../sample-app/src/demo/narrator.js';
import { startSample, type Sample } from './support/sample.js';

describe('The demo', () => {
  let sample: Sample;
  beforeAll(async () => void (sample = await startSample()));
  afterAll(() => sample.close());
  const cast = () => ({
    person: sample.person,
    operator: { account: 'operator', password: 'battery staple' },
  });

  test("ends with the tool's answer, and tells each step", async () => {
    const told: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void told.push(line));
    const answer = await runDemo(sample.settings.address, cast(), new Narrator()).finally(() =>
      log.mockRestore(),
    );
    expect(answer).toContain('alice has connected 1 application.');
    expect(answer).toContain('Demo client (name not verified)');
    const story = told.join('\n');
    for (const part of [
      'POST /register → 201',
      'S256',
      'signs in as alice',
      'nobody has verified it',
      'POST /token → 200',
      'POST /register → 400 invalid_client_metadata',
      'GET /authorize → 400',
      '25 registered.',
      '35 turned away: 429 slow_down',
      '1 session revoked',
      'POST /token → 401',
      'clients that were never used',
    ]) {
      expect(story).toContain(part);
    }
    expect(story).not.toContain(sample.person.password);
    expect(story).not.toContain('battery staple');
  });

  test('can be repeated at once, and leaves the server usable', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const again = runDemo(sample.settings.address, cast(), new Narrator());
    expect(await again.finally(() => log.mockRestore())).toContain('alice has connected 1 application.');
  });

  test('fails where the password is wrong', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const wrong = { ...cast(), person: { account: 'alice', password: 'wrong' } };
    const demo = runDemo(sample.settings.address, wrong, new Narrator());
    await expect(demo.finally(() => log.mockRestore())).rejects.toThrow('do not belong together');
  });
});
