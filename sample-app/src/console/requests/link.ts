/** A URL with a query string of the parameters that have a value. */
export function link(path: string, parameters: Record<string, string | undefined> = {}): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `${path}?${new URLSearchParams(given).toString()}` : path;
}

export function clientPath(clientId: string, operation?: string): string {
  const path = `/admin/clients/${encodeURIComponent(clientId)}`;
  return operation ? `${path}/${operation}` : path;
}
