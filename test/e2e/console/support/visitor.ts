/** A page or another answer, with the URL that a browser shows. */
export interface Visited {
  status: number;
  url: string;
  headers: Headers;
  text: string;
}

/** A browser without scripts: it keeps cookies, follows links and redirects, and sends forms. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  /** @param headers sent with every request, such as the name of the operator */
  constructor(private readonly headers: Record<string, string> = {}) {}

  async get(url: string, headers: Record<string, string> = {}): Promise<Visited> {
    return this.send(url, { headers });
  }

  /** Sends the first form of the page that has this action, with its hidden fields, as a browser on HTTP does. */
  async submit(
    page: Visited,
    action: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = { origin: new URL(page.url).origin },
  ): Promise<Visited> {
    const form = formsOf(page).find((each) => each.action.endsWith(action));
    if (!form) throw new Error(`No form leads to ${action} on ${page.url}`);
    return this.post(form.action, { ...form.fields, ...fields }, headers);
  }

  async post(
    url: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Visited> {
    return this.send(url, { method: 'POST', headers, body: new URLSearchParams(fields) });
  }

  private async send(
    url: string,
    init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> },
  ): Promise<Visited> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers({ ...this.headers, ...init.headers });
    if (cookie) headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = response.headers.get('location');
    if (response.status === 303 && location) return this.get(new URL(location, url).href);
    return { status: response.status, url, headers: response.headers, text: await response.text() };
  }
}

/** The targets of the links, stylesheets and icons of a page. */
export function linksOf({ text, url }: Visited): string[] {
  const targets = [...text.matchAll(/\bhref="([^"]*)"/g)].map(([, href = '']) => unescape(href));
  return [...new Set(targets.filter((href) => !href.startsWith('#')).map((href) => new URL(href, url).href))];
}

/** The text of a page as a reader sees it. */
export function textOf({ text }: Visited): string {
  return unescape(text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
}

interface Form {
  action: string;
  /** Hidden fields. */
  fields: Record<string, string>;
}

/** The forms that change something. */
export function formsOf({ text, url }: Visited): Form[] {
  return [...text.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)].map(
    ([, action = '', inside = '']) => ({
      action: new URL(unescape(action), url).href,
      fields: Object.fromEntries(
        [...inside.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
          name,
          unescape(value!),
        ]),
      ) as Record<string, string>,
    }),
  );
}

function unescape(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}
