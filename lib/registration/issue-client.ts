import { hash, randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { DcrClient, DcrClientSource } from '../clients/client.entity.js';
import { authorityOf, withoutLoopbackPort } from '../clients/redirect-uri.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import type { DcrDecision } from '../policy/decision.js';
import { type ClientMetadataDto, PLAN } from './client-metadata.dto.js';
import { DECIDED } from './client-profile.js';
import type { Registration } from './registration.js';

/** Members that are registered as they are. */
const UNDECIDED = PLAN.map(({ property }) => property as keyof ClientMetadataDto).filter(
  (property) => !DECIDED.has(property),
);

/**
 * Makes the row of a new client. What the server issues is assigned last and only here, so that nothing that was sent can
 * set it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1
 */
export function issueClient(
  Client: Type<DcrClient>,
  { metadata, profile }: Registration,
  decision: DcrDecision,
  issued: { source: DcrClientSource; at: Date },
): DcrClient {
  const client = new Client();
  const row = client as unknown as Record<string, unknown>;
  for (const property of UNDECIDED) row[property] = metadata[property] ?? null;
  const isPending = decision.outcome === 'pending';
  return Object.assign(client, profile, {
    redirectHosts: hostsOf(profile.redirectUris),
    fingerprint: fingerprint(profile.redirectUris, metadata.softwareId),
    id: timeOrderedId(issued.at),
    clientId: newClientId(),
    source: issued.source,
    status: isPending ? ('pending' as const) : ('active' as const),
    createdAt: issued.at,
    lastUsedAt: null,
    enabledAt: null,
    disabledAt: null,
    disabledReason: isPending ? (decision.reason ?? null) : null,
  });
}

export function newClientId(): string {
  return `dcr_${random64()}${random64()}`;
}

/** 64 random bits of a UUID: Node.js draws many UUIDs at a time, so that this costs a tenth of `randomBytes`. */
function random64(): string {
  const uuid = randomUUID();
  // The digits in between hold its version and variant, which are not random.
  return uuid.slice(0, 8) + uuid.slice(28);
}

function hostsOf(uris: string[]): string[] {
  return [...new Set(uris.map((uri) => authorityOf(uri)).filter((host) => host !== ''))];
}

function fingerprint(uris: string[], softwareId = ''): string {
  const same = [...new Set(uris.map((uri) => withoutLoopbackPort(uri)))].toSorted();
  return hash('sha256', JSON.stringify([same, softwareId]));
}
