import { describe, expect, test } from 'vitest';
import { newPage, withoutChromium } from './support/chromium.js';
import { registerClient, setUpConsole } from './support/console.js';
import { signIn } from './support/operator.js';

const HOSTILE = '<img src=x onerror=alert(1)>';
const ATTRIBUTE = `" autofocus onfocus="alert(1)" x='`;
const RIGHT_TO_LEFT = 'مساعد التقويم';

describe.skipIf(withoutChromium)("A stranger's client name", () => {
  const running = setUpConsole();

  test.each([HOSTILE, ATTRIBUTE, RIGHT_TO_LEFT])(
    'is shown as text on every page: %s',
    async (client_name) => {
      const clientId = await registerClient(running.sample, {
        client_name: `${client_name} Claude`,
        software_id: client_name,
        redirect_uris: [`https://elsewhere.example/${encodeURIComponent(client_name)}`],
      });
      const { page, complaints } = await newPage(running.browser);
      await signIn(page, running.sample);
      const search = encodeURIComponent(client_name);
      const paths = [
        `/admin/clients?search=${search}`,
        `/admin/clients/${clientId}`,
        `/admin/clients/${clientId}/delete`,
        `/admin/bulk?operation=disable&which=all&search=${search}`,
        '/admin/pending',
      ];
      for (const path of paths) {
        await page.goto(running.sample.url + path);
        expect(await page.getByText(client_name).count(), path).toBeGreaterThan(0);
        expect(await page.locator('img, script, [onerror], [onfocus]').count(), path).toBe(0);
        for (const width of [375, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(width);
        }
      }
      await page.goto(`${running.sample.url}/admin/pending`);
      expect(await page.getByRole('link', { name: `${client_name} Claude` }).count()).toBe(1);
      expect(complaints).toEqual([]);
    },
  );

  test('in right-to-left text does not affect the text around it', async () => {
    const clientId = await registerClient(running.sample, { client_name: RIGHT_TO_LEFT });
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample, `/admin/clients/${clientId}`);
    const heading = page.getByRole('heading', { level: 1 });
    const name = (await heading.locator('bdi').boundingBox())!;
    const badge = (await heading.getByText('Active').boundingBox())!;
    expect(name.x + name.width).toBeLessThanOrEqual(badge.x + 1);
  });
});
