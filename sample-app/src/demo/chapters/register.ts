/** The response to a registration. */
export interface Answer {
  status: number;
  retryAfter: string | null;
  body: { client_id?: string; error?: string; error_description?: string };
}

/** @param from the caller's address, sent as `X-Forwarded-For`: the application trusts a proxy on the same computer */
export async function register(address: string, metadata: object, from?: string): Promise<Answer> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (from) headers.set('x-forwarded-for', from);
  const body = JSON.stringify(metadata);
  const response = await fetch(`${address}/register`, { method: 'POST', headers, body });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as Answer['body'],
  };
}

/** Fails the demo if a condition does not hold. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`This should not have happened: ${what}`);
}
