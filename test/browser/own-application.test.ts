import { UseGuards } from '@nestjs/common';
import { DcrConsoleModule } from 'nestjs-dcr/console';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdminGuard, OPERATOR } from '../e2e/console/support/guard.js';
import { adapters, startApplication, type TestApplication } from '../support/application.js';
import { DESKTOP, launchChromium, newPage, PHONE, withoutChromium } from './support/chromium.js';
import { faults } from './support/faults.js';
import { confirm } from './support/operator.js';

describe.skipIf(withoutChromium).each(adapters)("In an application's own console on %s", (adapter) => {
  let application: TestApplication;
  let browser: Browser;
  beforeAll(async () => {
    [application, browser] = await Promise.all([
      startApplication({
        adapter,
        dcr: { enabled: true },
        imports: [
          DcrConsoleModule.forRoot({
            path: 'oauth',
            decorators: [UseGuards(AdminGuard)],
            operator: (request) => request.user.email,
            title: 'Acme',
            homeUrl: '/',
            variables: {
              accent: 'light-dark(#0b6b45, #5ed3a0)',
              'accent-text': 'light-dark(#0b6b45, #5ed3a0)',
            },
          }),
        ],
        configure: (app) => void app.setGlobalPrefix('api'),
      }),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await application?.close();
  });

  test.each([
    ['at 1280 px, light', { ...DESKTOP, colorScheme: 'light' }],
    ['at 1280 px, dark', { ...DESKTOP, colorScheme: 'dark' }],
    ['at 375 px', PHONE],
  ] as const)('every section is accessible, and a form works: %s', async (_title, options) => {
    const { page, complaints } = await newPage(browser, { ...options, extraHTTPHeaders: OPERATOR });
    await page.goto(`${application.url}/api/oauth`);
    for (const section of ['Clients', 'Pending', 'Sessions', 'Rules', 'Audit', 'Overview']) {
      await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: section }).click();
      await page.getByRole('heading', { level: 1, name: section }).waitFor();
      expect(await faults(page), section).toEqual([]);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, section).toBe(options.viewport!.width);
    }
    await confirm(page, 'Pause registration', 'a flood');
    await page.getByText('Registration is paused by olga@example.com, just now. Reason: a flood.').waitFor();
    await confirm(page, 'Resume registration', 'it is over');
    await page.getByRole('status').getByText('Registration is resumed.').waitFor();
    expect(complaints).toEqual([]);
  });
});
