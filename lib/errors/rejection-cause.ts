export const REJECTION_CAUSES = [
  'metadata',
  'redirect_uris',
  'policy',
  'policy_fault',
  'policy_timeout',
  'rule',
  'cap',
  'paused',
  'throttled',
  'storage',
  'body',
  'application',
  'url',
  'host',
  'dns',
  'address',
  'connect',
  'tls',
  'timeout',
  'status',
  'redirect',
  'type',
  'size',
  'json',
  'client_id',
  'secret',
  'auth_method',
] as const;

/**
 * Why a registration was rejected, in more detail than its OAuth error code; `cause` of an audit event.
 *
 * - `metadata`: a member that cannot be registered; `redirect_uris`: a redirect URI, or none at all
 * - `policy`: denied by your policy; `policy_fault`: it threw, or returned no decision; `policy_timeout`: it took too
 *   long
 * - `rule`: denied by a rule of an operator, whose id is the event's `ruleId`
 * - `cap`: `maxClients` is reached; `paused`: an operator has paused registration; `throttled`: too many attempts
 * - `storage`: the database, or the limiter's storage, failed or refused the row
 * - `body`: not JSON, too large, too slow, compressed
 * - `application`: a guard, limiter or filter of your application refused the request, or code of it failed
 *
 * Of a metadata document (Client ID Metadata Documents):
 *
 * - `url`: not the URL of a document; `host`: not among `cimd.hosts`
 * - `dns`, `address`, `connect`, `tls`, `timeout`: the name does not exist, is not public, does not answer, has the wrong
 *   certificate, or takes too long
 * - `status`, `redirect`, `type`, `size`, `json`: the response is not a document
 * - `client_id`, `secret`, `auth_method`: the document names another client, has a secret, or needs one
 *
 * @see docs/operating.md#audit-log
 */
export type DcrRejectionCause = (typeof REJECTION_CAUSES)[number];
