import { send, type HttpAnswer } from '../../support/http.js';
import { OPERATOR } from '../console/support/guard.js';

/** Calls the API as a script does: without `Origin` and `Sec-Fetch-Site`. */
export class RestCaller {
  constructor(
    readonly root: string,
    private readonly headers: Record<string, string> = OPERATOR,
  ) {}

  get(path: string): Promise<HttpAnswer> {
    return send(`${this.root}/${path}`, { method: 'GET', headers: this.headers });
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.write('POST', path, body, headers);
  }

  delete(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.write('DELETE', path, body, headers);
  }

  /** @param headers one that is empty is not sent */
  private write(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<HttpAnswer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const all = {
      ...this.headers,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      ...headers,
    };
    return send(`${this.root}/${path}`, {
      method,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
      body: text,
    });
  }
}
