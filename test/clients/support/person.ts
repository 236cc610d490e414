import type { Browser, Page } from 'playwright-core';

/** A page that a client opened, and how it ended. */
export interface Visit {
  url: string;
  /** The text of the page where the user got stuck. Undefined if they returned to the client. */
  stuck?: string;
}

/** A user in Chromium, who signs in and allows whatever a client opens. */
export class Person {
  readonly visits: Visit[] = [];
  private readonly context;

  constructor(
    browser: Browser,
    private readonly address: string,
    private readonly credentials: { account: string; password: string },
  ) {
    this.context = browser.newContext({ locale: 'en', timezoneId: 'UTC' });
  }

  async open(url: string): Promise<void> {
    const visit: Visit = { url };
    this.visits.push(visit);
    const page = await (await this.context).newPage();
    page.setDefaultTimeout(60_000);
    try {
      // A client may stop listening as soon as it has the code; then no page loads.
      await page.goto(url).catch(() => undefined);
      for (let step = 0; step < 4 && this.isOurs(page); step++) {
        if (!(await this.answer(page))) {
          visit.stuck = await textOf(page);
          return;
        }
      }
      await page.waitForLoadState().catch(() => undefined);
    } finally {
      await page.close();
    }
  }

  async close(): Promise<void> {
    await (await this.context).close();
  }

  private isOurs(page: Page): boolean {
    return page.url().startsWith(`${this.address}/`);
  }

  /** Submits the form of this page. Returns false if there is none. */
  private async answer(page: Page): Promise<boolean> {
    const before = page.url();
    const allow = page.getByRole('button', { name: 'Allow' });
    const signIn = page.getByRole('button', { name: 'Sign in' });
    if (await signIn.count()) {
      await page.getByLabel('Name').fill(this.credentials.account);
      await page.getByLabel('Password').fill(this.credentials.password);
      await signIn.click();
    } else if (await allow.count()) {
      await allow.click();
    } else {
      return false;
    }
    await page.waitForURL((now) => now.href !== before).catch(() => undefined);
    return true;
  }
}

async function textOf(page: Page): Promise<string> {
  return (await page.locator('body').innerText()).replaceAll(/\s+/g, ' ').trim();
}
