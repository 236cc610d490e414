import type { Sample } from './sample.js';

export interface AdminAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

const OPERATOR = { authorization: `Basic ${btoa('operator:battery staple')}` };

/** Sends a request to the sample's administration, as its operator unless the headers name another account. */
export async function administer(
  sample: Sample,
  request: `${'GET' | 'POST' | 'DELETE'} /${string}`,
  body?: object,
  headers: Record<string, string> = OPERATOR,
): Promise<AdminAnswer> {
  const [method, path] = request.split(' ') as [string, string];
  const response = await fetch(`${sample.url}/admin/api${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}
