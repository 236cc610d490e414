import { hash } from 'node:crypto';
import type { DcrClient } from '../clients/client.entity.js';
import { withoutLoopbackPort } from '../clients/redirect-uri.js';
import { PLAN } from './client-metadata.dto.js';

const PROPERTIES = PLAN.map(({ property }) => property as keyof DcrClient);

/**
 * Equal for registrations that may share a client: every registered value is the same, except for the ports of loopback
 * redirect URIs, which RFC 8252 §7.3 lets a client choose for each request anyway.
 *
 * @param revision of the operator's rules: a client that registered under other rules is never shared
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1
 */
export function instanceHashOf(values: Partial<DcrClient>, revision: string): string {
  return hash(
    'sha256',
    JSON.stringify([revision, ...PROPERTIES.map((property) => comparable(values, property))]),
  );
}

function comparable(
  { redirectUris, localized, ...others }: Partial<DcrClient>,
  property: keyof DcrClient,
): unknown {
  if (property === 'redirectUris') return redirectUris?.map((uri) => withoutLoopbackPort(uri));
  // The order of members in a JSON object means nothing.
  if (property === 'localized')
    return Object.entries(localized ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return others[property] ?? null;
}
