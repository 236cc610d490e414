/** The error codes of refusals in an operator's words. */
const REASONS: Record<string, string> = {
  invalid_redirect_uri: 'Redirect URI not allowed',
  invalid_client_metadata: 'Metadata or policy',
  access_denied: 'Registration paused',
  temporarily_unavailable: 'Full or unavailable',
  server_error: 'Fault of ours',
  slow_down: 'Too many attempts',
};

export const ERRORS = Object.keys(REASONS);

export function reasonInWords(error: string): string {
  return REASONS[error] ?? error;
}

/** The colour of a refusal; one for all that the console does not know. */
export function reasonClass(error: string): string {
  return Object.hasOwn(REASONS, error) ? `reason-${error}` : 'reason-other';
}
