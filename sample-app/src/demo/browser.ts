import { CookieJar } from './cookie-jar.js';
import { Page } from './page.js';

const MAX_REDIRECTS = 20;

/**
 * A minimal browser for signing in: it follows redirects, keeps cookies and submits forms. It does not open a redirect to
 * the client's redirect URI, but returns that URL.
 */
export class Browser {
  private readonly cookies = new CookieJar();

  /** @param redirectUri of the client that waits for the code */
  constructor(public redirectUri: string) {}

  open(url: string | URL): Promise<Page | URL> {
    return this.follow(new URL(url));
  }

  submit(page: Page, fields: Record<string, string>): Promise<Page | URL> {
    return this.follow(page.formAction, new URLSearchParams(fields));
  }

  private async follow(start: URL, form?: URLSearchParams): Promise<Page | URL> {
    let url = start;
    let response = await this.request(url, form);
    for (let redirects = 0; isRedirect(response); redirects++) {
      if (redirects === MAX_REDIRECTS) throw new Error(`Too many redirects, the last one to ${url.href}`);
      url = new URL(response.headers.get('location')!, url);
      if (url.href.startsWith(this.redirectUri)) return url;
      response = await this.request(url);
    }
    return new Page(url, response.status, response.headers, await response.text());
  }

  private async request(url: URL, form?: URLSearchParams): Promise<Response> {
    const cookie = this.cookies.headerFor(url);
    const headers = new Headers({ accept: 'text/html' });
    if (cookie) headers.set('cookie', cookie);
    const method = form ? 'POST' : 'GET';
    const response = await fetch(url, { method, body: form, headers, redirect: 'manual' });
    this.cookies.store(url, response);
    return response;
  }
}

function isRedirect({ status, headers }: Response): boolean {
  return status >= 300 && status < 400 && headers.has('location');
}
