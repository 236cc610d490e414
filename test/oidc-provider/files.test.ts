import { chmod, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSample, type Sample } from './support/sample.js';

describe("The sample's files, which hold keys, tokens and passwords,", () => {
  let sample: Sample;
  // If the environment lacks a password, the passwords are also stored in a file.
  beforeAll(async () => void (sample = await startSample({ OPERATOR_PASSWORD: '' })));
  afterAll(() => sample?.close());

  const modes = () => {
    const { database, demoAccountsFile } = sample.settings;
    const files = [database, `${database}-wal`, `${database}-shm`, demoAccountsFile];
    return Promise.all(files.map(async (file) => ((await stat(file)).mode & 0o777).toString(8)));
  };

  test('can be read only by their owner', async () => {
    expect(await modes()).toEqual(['600', '600', '600', '600']);
  });

  test('are made private at the next start if an earlier version left them readable', async () => {
    await chmod(sample.settings.database, 0o644);
    await sample.restart();
    expect(await modes()).toEqual(['600', '600', '600', '600']);
  });
});
