import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runDemo } from '../../sample-app/src/demo/demo.js';
import { Narrator } from '../../sample-app/src/demo/narrator.js';
import { startSample, type Sample } from './support/sample.js';

describe('The demo', () => {
  let sample: Sample;
  beforeAll(async () => void (sample = await startSample()));
  afterAll(() => sample.close());

  test("ends with the tool's answer, and tells each step", async () => {
    const told: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void told.push(line));
    const answer = await runDemo(sample.settings.address, sample.person, new Narrator()).finally(() =>
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
      'POST /oidc/token → 200',
    ]) {
      expect(story).toContain(part);
    }
    expect(story).not.toContain(sample.person.password);
  });

  test('fails where the password is wrong', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const demo = runDemo(sample.settings.address, { account: 'alice', password: 'wrong' }, new Narrator());
    await expect(demo.finally(() => log.mockRestore())).rejects.toThrow('do not belong together');
  });
});
