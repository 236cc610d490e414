import { chmod, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSample, type Sample } from './support/sample.js';

describe("The sample's files, which hold keys, tokens and passwords,", () => {
  let sample: Sample;
  // With a password missing in the environment, the passwords are kept in a file too.
  beforeAll(async () => void (sample = await startSample({ OPERATOR_PASSWORD: '' })));
  afterAll(() => sample?.close());

  const modes = () => {
    const { database, demoAccountsFile } = sample.settings;
    const files = [database, `${database}-wal`, `${database}-shm`, demoAccountsFile];
    return Promise.all(files.map(async (file) => ((await stat(file)).mode & 0o777).toString(8)));
  };

  test('can be read by their owner alone', async () => {
    expect(await modes()).toEqual(['600', '600', '600', '600']);
  });

  test('are closed to others at the next start, where an earlier version left them open', async () => {
    await chmod(sample.settings.database, 0o644);
    await sample.restart();
    expect(await modes()).toEqual(['600', '600', '600', '600']);
  });
});
