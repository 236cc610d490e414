import type { Narrator } from '../narrator.js';
import type { Credentials } from '../person.js';

/** Calls the operator's JSON API. */
export class Operator {
  constructor(
    private readonly address: string,
    private readonly credentials: Credentials,
    private readonly narrator: Narrator,
  ) {}

  post<Result>(path: string, body: object): Promise<Result> {
    return this.send('POST', path, body);
  }

  delete<Result>(path: string, body: object): Promise<Result> {
    return this.send('DELETE', path, body);
  }

  private async send<Result>(method: string, path: string, body: object): Promise<Result> {
    const { account, password } = this.credentials;
    const response = await this.narrator.fetch(`${this.address}/admin/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The JSON API answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Result;
  }
}
