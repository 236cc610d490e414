/** An address with a query of those parameters that say something. */
export function link(path: string, parameters: Record<string, string | undefined> = {}): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `${path}?${new URLSearchParams(given).toString()}` : path;
}

export function clientPath(clientId: string, operation?: string): string {
  const path = `/admin/clients/${encodeURIComponent(clientId)}`;
  return operation ? `${path}/${operation}` : path;
}
