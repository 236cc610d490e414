import type { Exchange } from './support/proxy.js';

/** The paths of the metadata documents that the client found. */
export function discoveries(log: Exchange[]): string[] {
  const found = log.filter(({ path, status }) => path.startsWith('/.well-known/') && status === 200);
  return [...new Set(found.map(({ path }) => path))];
}

export function isRegistration({ method, body }: Exchange): boolean {
  return method === 'POST' && 'redirect_uris' in body;
}

/** The client IDs that were issued. */
export function registeredIds(log: Exchange[]): string[] {
  return log
    .filter((exchange) => isRegistration(exchange) && exchange.status === 201)
    .map(({ answer }) => (JSON.parse(answer) as { client_id: string }).client_id);
}

export function tokenRequests(log: Exchange[], grantType: string): Exchange[] {
  return log.filter(({ method, body }) => method === 'POST' && body['grant_type'] === grantType);
}

/** Whether this is a tool call that the MCP server answered. */
export function isToolCall({ body, status, answer }: Exchange): boolean {
  return body['method'] === 'tools/call' && status === 200 && answer.includes('has connected');
}

/** Whether this is a list of tools from the MCP server, which shows that the client is connected. */
export function isToolList({ body, status, answer }: Exchange): boolean {
  return body['method'] === 'tools/list' && status === 200 && answer.includes('connected_apps');
}

/** The last refusal, as the reason for a "no". */
export function lastRefusal(log: Exchange[]): string | undefined {
  const refused = log.findLast(({ status, path }) => status >= 400 && !path.startsWith('/.well-known/'));
  if (!refused) return undefined;
  const { error, error_description } = toObject(refused.answer);
  return [`${refused.method} ${refused.path} was answered ${refused.status}`, error, error_description]
    .filter(Boolean)
    .join(', ');
}

function toObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
