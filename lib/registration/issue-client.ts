import { hash, randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { DcrClient, DcrClientSource } from '../clients/client.entity.js';
import { authorityOf, withoutLoopbackPort } from '../clients/redirect-uri.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import type { DcrDecision } from '../policy/decision.js';
import type { ClientMetadata } from './client-metadata.js';
import type { NegotiatedMetadata } from './negotiation.js';

const UNNAMED = 'Unnamed client';

/** A name is always registered: some clients need it in the answer, and every consent page does. */
export function displayName({ clientName }: ClientMetadata): string {
  return clientName?.trim() ? clientName : UNNAMED;
}

/**
 * Makes the row of a new client. What the server issues is assigned here, last and alone, so that nothing that was
 * sent can set it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1
 */
export function issueClient(
  Client: Type<DcrClient>,
  metadata: ClientMetadata,
  negotiated: NegotiatedMetadata,
  decision: DcrDecision,
  issued: { source: DcrClientSource; at: Date },
): DcrClient {
  const pending = decision.outcome === 'pending';
  return Object.assign(new Client(), {
    clientName: displayName(metadata),
    redirectUris: negotiated.redirectUris,
    redirectHosts: hostsOf(negotiated.redirectUris),
    fingerprint: fingerprint(negotiated.redirectUris, metadata.softwareId),
    grantTypes: negotiated.grantTypes,
    responseTypes: negotiated.responseTypes,
    tokenEndpointAuthMethod: negotiated.tokenEndpointAuthMethod,
    scope: negotiated.scope,
    clientUri: metadata.clientUri ?? null,
    logoUri: metadata.logoUri ?? null,
    tosUri: metadata.tosUri ?? null,
    policyUri: metadata.policyUri ?? null,
    contacts: metadata.contacts ?? null,
    localized: metadata.localized ?? null,
    softwareId: metadata.softwareId ?? null,
    softwareVersion: metadata.softwareVersion ?? null,
    applicationType: applicationType(metadata),
    id: timeOrderedId(issued.at),
    clientId: newClientId(),
    source: issued.source,
    status: pending ? ('pending' as const) : ('active' as const),
    createdAt: issued.at,
    lastUsedAt: null,
    enabledAt: null,
    disabledAt: null,
    disabledReason: pending ? (decision.reason ?? null) : null,
  });
}

export function newClientId(): string {
  return `dcr_${random64()}${random64()}`;
}

/** 64 random bits of a UUID, of which Node draws many at a time: a call of `randomBytes` costs ten times as much. */
function random64(): string {
  const uuid = randomUUID();
  // Its version and variant, which are no random bits, stand in between.
  return uuid.slice(0, 8) + uuid.slice(28);
}

/** OpenID Connect knows two; anything else says nothing to anyone here. */
function applicationType({ applicationType: asked }: ClientMetadata): 'web' | 'native' | null {
  return asked === 'web' || asked === 'native' ? asked : null;
}

function hostsOf(uris: string[]): string[] {
  return [...new Set(uris.map((uri) => authorityOf(uri)).filter((host) => host !== ''))];
}

function fingerprint(uris: string[], softwareId = ''): string {
  const same = [...new Set(uris.map((uri) => withoutLoopbackPort(uri)))].toSorted();
  return hash('sha256', JSON.stringify([same, softwareId]));
}
