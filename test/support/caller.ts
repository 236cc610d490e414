/** For `trackBy`: a header names the caller, so that tests don't use up each other's attempts. */
export function byCallerHeader(request: { headers: Record<string, unknown> }): string {
  return String(request.headers['x-caller']);
}
