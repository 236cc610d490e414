import { stat } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Settings } from '../../sample-app/src/config/settings.js';
import { readDemoSite } from '../../sample-app/src/demo-site/demo-site.js';
import { startSample } from './support/sample.js';

describe("The document of the demo's client", () => {
  test.each([
    ['by default, on this computer', {}, true],
    ['in production', { NODE_ENV: 'production' }, false],
    ['at a public address', { ADDRESS: 'https://sample.example' }, false],
    ['without documents', { DOCUMENTS: 'off', DEMO_CLIENT: 'on' }, false],
    ['where it is turned off', { DEMO_CLIENT: 'off' }, false],
    [
      'at a public address where it is turned on',
      { ADDRESS: 'https://sample.example', DEMO_CLIENT: 'on' },
      true,
    ],
  ])('is read from this computer only where it may be: %s', (_title, environment, expected) => {
    expect(new Settings(environment).demoClient).toBe(expected);
  });

  test('has a certificate that only its owner can read, and that survives a restart', async () => {
    const sample = await startSample({ DEMO_CLIENT: 'on' });
    onTestFinished(() => sample.close());
    const { demoSiteFile } = sample.settings;
    expect(((await stat(demoSiteFile)).mode & 0o777).toString(8)).toBe('600');
    const before = await readDemoSite(sample.settings);
    await sample.restart();
    expect(await readDemoSite(sample.settings)).toEqual(before);
  });

  test('leaves nothing behind where it is not read', async () => {
    const sample = await startSample();
    onTestFinished(() => sample.close());
    expect(await readDemoSite(sample.settings)).toBeUndefined();
  });
});
