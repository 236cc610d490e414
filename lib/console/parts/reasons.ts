/** The error codes of rejections, in words. */
const REASONS: Record<string, string> = {
  invalid_redirect_uri: 'Redirect URI not allowed',
  invalid_client_metadata: 'Metadata or policy',
  invalid_client: 'Document not usable',
  access_denied: 'Paused, or denied by a rule',
  temporarily_unavailable: 'Cap reached or unavailable',
  server_error: 'Internal error',
  slow_down: 'Too many attempts',
};

export const ERRORS = Object.keys(REASONS);

export function reasonInWords(error: string): string {
  return REASONS[error] ?? error;
}

/** The CSS class of an error; unknown errors share one. */
export function reasonClass(error: string): string {
  return Object.hasOwn(REASONS, error) ? `reason-${error}` : 'reason-other';
}
