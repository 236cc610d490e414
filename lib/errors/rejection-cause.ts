export const REJECTION_CAUSES = [
  'metadata',
  'redirect_uris',
  'policy',
  'policy_fault',
  'policy_timeout',
  'cap',
  'paused',
  'throttled',
  'storage',
  'body',
  'application',
] as const;

/**
 * Why a registration was rejected, in more detail than its OAuth error code; `cause` of an audit event.
 *
 * - `metadata`: a member that cannot be registered; `redirect_uris`: a redirect URI, or none at all
 * - `policy`: denied by your policy; `policy_fault`: it threw, or returned no decision; `policy_timeout`: it took too
 *   long
 * - `cap`: `maxClients` is reached; `paused`: an operator has paused registration; `throttled`: too many attempts
 * - `storage`: the database, or the limiter's storage, failed or refused the row
 * - `body`: not JSON, too large, too slow, compressed
 * - `application`: a guard, limiter or filter of your application refused the request, or code of it failed
 *
 * @see docs/operating.md#audit-log
 */
export type DcrRejectionCause = (typeof REJECTION_CAUSES)[number];
