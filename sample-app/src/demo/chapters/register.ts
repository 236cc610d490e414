/** A registration without a library: the bare request, and the bare answer. */
export interface Answer {
  status: number;
  retryAfter: string | null;
  body: { client_id?: string; error?: string; error_description?: string };
}

/** @param from the address that it seems to come from; the application believes a proxy on its own computer */
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

/** The demo promises something: where it does not happen, the demo has failed. */
export function promise(holds: boolean, what: string): void {
  if (!holds) throw new Error(`This should not have happened: ${what}`);
}
