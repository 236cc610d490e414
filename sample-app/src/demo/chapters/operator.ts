import type { Narrator } from '../narrator.js';
import type { Credentials } from '../person.js';

/** Calls the operator's JSON API. */
export class Operator {
  constructor(
    private readonly address: string,
    private readonly credentials: Credentials,
    private readonly narrator: Narrator,
  ) {}

  async post<Result>(path: string, body: object): Promise<Result> {
    const { account, password } = this.credentials;
    const response = await this.narrator.fetch(`${this.address}/admin/api${path}`, {
      method: 'POST',
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
