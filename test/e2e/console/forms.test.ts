import { UseGuards } from '@nestjs/common';
import { DcrAdminService } from 'nestjs-dcr';
import { DcrConsoleModule, type DcrConsoleOptions } from 'nestjs-dcr/console';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { AdminGuard, OPERATOR } from './support/guard.js';
import { formsOf, Visitor, type Visited } from './support/visitor.js';

const ORIGIN = 'https://console.example';

describe.each(adapters)('A form of the console on %s', (adapter) => {
  const start = (options: DcrConsoleOptions = {}) =>
    startApplication({
      adapter,
      dcr: { enabled: true },
      imports: [
        DcrConsoleModule.forRoot({ path: 'console', decorators: [UseGuards(AdminGuard)], ...options }),
      ],
    });
  const isPaused = async ({ nest }: TestApplication) =>
    (await nest.get(DcrAdminService, { strict: false }).statistics()).paused !== false;
  const pause = { reason: 'a test' };
  const sent = (page: Visited): Record<string, string> => ({
    ...formsOf(page).find(({ action }) => action.endsWith('/registration'))!.fields,
    ...pause,
  });

  describe('over HTTP', () => {
    let application: TestApplication;
    let root: string;
    beforeAll(async () => {
      application = await start();
      root = `${application.url}/console`;
    });
    afterAll(() => application?.close());

    test('needs the origin of the application, by either header', async () => {
      const visitor = new Visitor(OPERATOR);
      const page = await visitor.get(root);
      const refused: Record<string, string>[] = [
        {},
        { origin: 'null' },
        { origin: 'https://evil.example' },
        { origin: application.url.replace('127.0.0.1', 'localhost') },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
        // What the browser says about the sender counts first.
        { 'sec-fetch-site': 'cross-site', origin: application.url },
      ];
      for (const headers of refused) {
        const answer = await visitor.submit(page, '/registration', pause, headers);
        expect(answer.status, JSON.stringify(headers)).toBe(403);
      }
      expect(await isPaused(application)).toBe(false);
      expect((await visitor.submit(page, '/registration', pause, { origin: application.url })).status).toBe(
        200,
      );
      expect(await isPaused(application)).toBe(true);
      const again = await visitor.get(root);
      const resumed = await visitor.submit(again, '/registration', pause, {
        'sec-fetch-site': 'same-origin',
      });
      expect(resumed.text).toContain('Registration is resumed.');
    });

    test('needs the token of the cookie, which only pages of the console set', async () => {
      const page = await new Visitor(OPERATOR).get(root);
      const own = { origin: application.url };
      const { csrf = '', ...rest } = sent(page);
      const withoutCookie = new Visitor(OPERATOR);
      expect((await withoutCookie.post(`${root}/registration`, { csrf, ...rest }, own)).status).toBe(403);
      const visitor = new Visitor(OPERATOR);
      await visitor.get(root);
      for (const fields of [rest, { ...rest, csrf: '' }, { ...rest, csrf }]) {
        expect((await visitor.post(`${root}/registration`, fields, own)).status).toBe(403);
      }
      // A weak cookie that somebody else has set is replaced.
      visitor.cookies.set('dcr-console', 'x');
      expect((await visitor.post(`${root}/registration`, { ...rest, csrf: 'x' }, own)).status).toBe(403);
      await visitor.get(root);
      expect(visitor.cookies.get('dcr-console')).toMatch(/^[\w-]{43}$/);
      expect(await isPaused(application)).toBe(false);
    });

    test('has a cookie that neither scripts nor other sites can use', async () => {
      const { headers } = await new Visitor(OPERATOR).get(root);
      expect(headers.getSetCookie()).toEqual([
        expect.stringMatching(/^dcr-console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
      ]);
    });

    test('has the reason that the address names, for an application that signs operators in again', async () => {
      const visitor = new Visitor(OPERATOR);
      const { text } = await visitor.get(`${root}?reason=%3Cb%3E%22flood%22&form=registration`);
      expect(text).toContain('value="&lt;b&gt;&quot;flood&quot;"');
      const other = await visitor.get(`${root}?reason=flood&form=cleanup`);
      expect(other.text).not.toContain('flood');
    });
  });

  describe('over HTTPS, as the option origin says', () => {
    let application: TestApplication;
    beforeAll(async () => void (application = await start({ origin: ORIGIN })));
    afterAll(() => application?.close());

    // Browsers protect the prefix only at the very start of a name, and let any host of the domain set this one.
    test.each(['\u00a0__Host-dcr-console', '__Host-dcr-console\u00a0', '\u0085__Host-dcr-console'])(
      'ignores a cookie whose name only looks like its own: %j',
      async (name) => {
        const visitor = new Visitor(OPERATOR);
        const page = await visitor.get(`${application.url}/console`);
        const csrf = 'x'.repeat(43);
        const headers = { origin: ORIGIN, cookie: `${name}=${csrf}` };
        visitor.cookies.clear();
        const answer = await visitor.post(
          `${application.url}/console/registration`,
          { ...sent(page), csrf },
          headers,
        );
        expect(answer.status).toBe(403);
        expect(await isPaused(application)).toBe(false);
      },
    );

    test('has a cookie that no other host of the domain can set, and comes from that origin', async () => {
      const visitor = new Visitor(OPERATOR);
      const page = await visitor.get(`${application.url}/console`);
      expect(page.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^__Host-dcr-console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
      ]);
      for (const origin of [application.url, 'http://console.example', `${ORIGIN}:8443`]) {
        expect((await visitor.submit(page, '/registration', pause, { origin })).status).toBe(403);
      }
      expect((await visitor.submit(page, '/registration', pause, { origin: ORIGIN })).status).toBe(200);
      expect(await isPaused(application)).toBe(true);
    });
  });

  describe('for an operator who may only look', () => {
    let application: TestApplication;
    beforeAll(async () => {
      application = await start({
        readOnly: async (request: { headers: Record<string, string> }) =>
          request.headers['x-role'] === 'viewer',
      });
    });
    afterAll(() => application?.close());

    test('is not shown, and refused if it is sent all the same', async () => {
      const root = `${application.url}/console`;
      const viewer = new Visitor({ ...OPERATOR, 'x-role': 'viewer' });
      const page = await viewer.get(root);
      expect(formsOf(page)).toEqual([]);
      expect(page.text).toContain('read-only');
      const editor = new Visitor(OPERATOR);
      const fields = sent(await editor.get(root));
      for (const [name, value] of editor.cookies) viewer.cookies.set(name, value);
      for (const path of [
        'registration',
        'discovery',
        'cleanup',
        'bulk',
        'clients/x/disable',
        'clients/x/refresh',
        'pending/x',
      ]) {
        const answer = await viewer.post(`${root}/${path}`, fields, { origin: application.url });
        expect(answer.status, path).toBe(403);
        expect(answer.text).toContain('Your role may look');
      }
      expect(await isPaused(application)).toBe(false);
      expect((await editor.post(`${root}/registration`, fields, { origin: application.url })).status).toBe(
        200,
      );
    });
  });
});
