import type { DcrRejectionCause } from '../../errors/index.js';

/** Why a metadata document could not be used, in words. */
const CAUSES: Partial<Record<DcrRejectionCause, string>> = {
  dns: 'The name of its host does not exist',
  address: 'Its host has no public address',
  connect: 'Its host does not answer',
  tls: 'Its host has no valid certificate',
  timeout: 'Its host takes too long',
  status: 'Its host does not answer with the status 200',
  redirect: 'Its host redirects to another URL',
  type: 'The response is not JSON',
  size: 'It is too large',
  json: 'It is not valid JSON',
  client_id: 'It names another client',
  secret: 'It contains a secret',
  auth_method: 'It needs a secret to authenticate',
  metadata: 'It contains metadata that cannot be registered',
  redirect_uris: 'It has no redirect URI that is allowed',
  url: 'The client ID is not the URL of a document',
  host: 'Its host is not listed',
  policy: 'The policy denies it',
  policy_fault: 'The policy failed',
  policy_timeout: 'The policy took too long',
  throttled: 'Too many documents are read at the moment',
  cap: 'There are too many clients with documents',
  paused: 'Discovery is paused',
  rule: 'A rule denies it',
};

/** With the API's own word, to search for. */
export function causeInWords(cause: DcrRejectionCause): string {
  const words = CAUSES[cause];
  return words === undefined ? cause : `${words} (${cause})`;
}
