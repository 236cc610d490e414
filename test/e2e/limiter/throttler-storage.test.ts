import { ThrottlerStorageService } from '@nestjs/throttler';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { expectLimited, start, statuses } from './limited-application.js';

describe('throttlerStorage', () => {
  test('stores the counts of attempts', async () => {
    const storage = new ThrottlerStorageService();
    onTestFinished(() => storage.onApplicationShutdown());
    const increment = vi.spyOn(storage, 'increment');
    const { post, dataSource } = await start({ maxRegistrationsPerWindow: 2, throttlerStorage: storage });
    expect(statuses([await post(), await post(), await post()])).toEqual([201, 201, 429]);
    expect(increment).toHaveBeenCalledWith(expect.any(String), 60_000, 2, 60_000, 'dcr');
    expect(await dataSource.query('SELECT * FROM dcr_rate_limits')).toEqual([]);
  });

  const failing = { increment: () => Promise.reject(new Error('secret: unavailable')) };

  test('that fails makes the endpoint refuse every attempt', async () => {
    const { post } = await start({ throttlerStorage: failing });
    const answer = await post();
    expectError(answer, 503, 'temporarily_unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.text).not.toContain('secret');
  });

  test("that fails is replaced by the process's memory if the application chooses that", async () => {
    const options = {
      throttlerStorage: failing,
      onThrottlerFailure: 'process',
      maxRegistrationsPerWindow: 3,
    } as const;
    const { post } = await start(options);
    const answers = await Promise.all(Array.from({ length: 6 }, () => post()));
    expect(statuses(answers)).toEqual([201, 201, 201, 429, 429, 429]);
    expectLimited(
      answers.find(({ status }) => status === 429)!,
      60,
    );
  });

  test('that fails briefly is used again', async () => {
    const storage = new ThrottlerStorageService();
    onTestFinished(() => storage.onApplicationShutdown());
    vi.spyOn(storage, 'increment').mockRejectedValueOnce(new Error('unavailable'));
    const { post } = await start({ throttlerStorage: storage, maxRegistrationsPerWindow: 1 });
    const answers = [await post(), await post(), await post()];
    expect(answers.map(({ status }) => status)).toEqual([503, 201, 429]);
  });
});
