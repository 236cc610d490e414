import { hash } from 'node:crypto';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrError, type DcrRejectionCause } from '../errors/index.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { toClientInformation } from '../registration/client-information.js';
import { pickRecognized } from '../registration/recognized-members.js';
import { type Registration, toRegistration } from '../registration/registration.js';
import { unusableDocument } from './document.errors.js';

type Document = Record<string, unknown>;

const METHOD = 'token_endpoint_auth_method';
const METHODS = 'token_endpoint_auth_methods_supported';
/** Members of a JWK that are private or symmetric (RFC 7518 §6). */
const SECRET_KEY_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Checks a document, and reads the registration that it describes. What the server does not support is dropped, as long as a
 * usable client remains: one document serves every authorization server.
 *
 * @throws DcrInvalidClientError 400, with the cause for the audit
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document#section-4
 */
export function toDocumentRegistration(
  document: Document,
  about: { clientId: string; host: string },
  origin: Registration['origin'],
  { redirectUris, scopes }: ResolvedDcrOptions,
): Registration {
  const cause = problemOf(document, about.clientId);
  if (cause) throw unusableDocument(cause);
  try {
    // The methods of a document are a choice, of which `none` is ours.
    const requested = pickRecognized({ ...document, [METHOD]: 'none' });
    const registration = toRegistration(requested, origin, {
      redirectUris,
      scopes,
      negotiation: 'substitute',
    });
    return { ...registration, document: about };
  } catch (error) {
    if (error instanceof DcrError) throw unusableDocument(error.rejectionCause ?? 'metadata');
    throw error;
  }
}

/** Of the registered metadata, in the order in which they are described; equal for equal clients. */
export function hashOf(client: Partial<DcrClient>): string {
  return hash('sha256', JSON.stringify(registeredMembers(client)));
}

/** The wire names of the members whose registered value differs. */
export function changedMembers(before: Partial<DcrClient>, after: Partial<DcrClient>): string[] {
  const [one, other] = [registeredMembers(before), registeredMembers(after)];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  );
}

/** Whether the client may do more than before: one more redirect URI, grant or scope. */
export function isWider(before: DcrClient, after: Partial<DcrClient>): boolean {
  return (
    hasMore(before.redirectUris, after.redirectUris) ||
    hasMore(before.grantTypes, after.grantTypes) ||
    // Without a scope, `authorize()` does not limit the scopes of a request.
    (before.scope !== null && !after.scope) ||
    (before.scope !== null && hasMore(before.scope.split(' '), after.scope?.split(' ')))
  );
}

function hasMore(before: string[], after: string[] = []): boolean {
  return after.some((value) => !before.includes(value));
}

function registeredMembers(client: Partial<DcrClient>): Record<string, unknown> {
  const {
    client_id: _,
    client_id_issued_at: __,
    ...members
  } = toClientInformation({
    createdAt: new Date(0),
    ...client,
  } as DcrClient);
  return members;
}

function problemOf(document: Document, clientId: string): DcrRejectionCause | undefined {
  if (document['client_id'] !== clientId) return 'client_id';
  if ('client_secret' in document || 'client_secret_expires_at' in document) return 'secret';
  if (hasSecretKey(document['jwks'])) return 'secret';
  if (!isPublic(document[METHOD], document[METHODS])) return 'auth_method';
  const { client_name: name } = document;
  // MCP requires it, and a consent page needs it.
  if (typeof name !== 'string' || name.trim() === '') return 'metadata';
  return undefined;
}

/** Whether the client may authenticate by `none`. Without both members, it is a public client. */
function isPublic(method: unknown, methods: unknown): boolean {
  if (methods === undefined) return method === undefined || method === 'none';
  if (!Array.isArray(methods) || !methods.includes('none')) return false;
  if (methods.some((name) => isSharedSecret(name))) return false;
  return method === undefined || (methods.includes(method) && !isSharedSecret(method));
}

function isSharedSecret(method: unknown): boolean {
  return typeof method !== 'string' || method.startsWith('client_secret_');
}

function hasSecretKey(jwks: unknown): boolean {
  const { keys } = (jwks ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) return false;
  return keys.some((key: unknown) => {
    if (typeof key !== 'object' || key === null) return false;
    return (key as Document)['kty'] === 'oct' || SECRET_KEY_MEMBERS.some((member) => member in key);
  });
}
