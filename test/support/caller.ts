/** For `trackBy`: a caller of each test's own, named in a header, so that tests do not use up each other's attempts. */
export function byCallerHeader(request: { headers: Record<string, unknown> }): string {
  return String(request.headers['x-caller']);
}
