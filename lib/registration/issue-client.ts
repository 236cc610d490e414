import { randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { DcrClient, DcrClientSource } from '../clients/client.entity.js';
import { fingerprintOf } from '../clients/fingerprint.js';
import { authorityOf } from '../clients/redirect-uri.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import type { DcrDecision } from '../policy/decision.js';
import { type ClientMetadataDto, PLAN } from './client-metadata.dto.js';
import { DECIDED } from './client-profile.js';
import { instanceHashOf } from './instance-hash.js';
import type { Registration } from './registration.js';

/** Members that are registered as sent. */
const UNDECIDED = PLAN.map(({ property }) => property as keyof ClientMetadataDto).filter(
  (property) => !DECIDED.has(property),
);

/** What the server issues, apart from the status. */
interface Issued {
  source: DcrClientSource;
  at: Date;
  /** Default: a new one. */
  clientId?: string | undefined;
  /** The revision of the operator's rules within which instances share the client. Default: it is not shared. */
  sharedWithin?: string | undefined;
}

/**
 * Creates a client. Server-issued values are assigned last, and only here, so that metadata cannot overwrite them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1
 */
export function issueClient(
  Client: Type<DcrClient>,
  registration: Registration,
  decision: DcrDecision,
  issued: Issued,
): DcrClient {
  const values = registeredValues(registration);
  const { sharedWithin } = issued;
  const instanceHash = sharedWithin === undefined ? null : instanceHashOf(values, sharedWithin);
  return Object.assign(new Client(), values, {
    id: timeOrderedId(issued.at),
    clientId: issued.clientId ?? newClientId(),
    source: issued.source,
    instanceHash,
    sharedHash: decision.outcome === 'pending' ? null : instanceHash,
    createdAt: issued.at,
    lastRegisteredAt: null,
    lastUsedAt: null,
    enabledAt: null,
    disabledAt: null,
    ...statusAfter(decision),
  });
}

/** The status that a decision gives a new client. */
export function statusAfter({ outcome, reason }: DcrDecision): Pick<DcrClient, 'status' | 'disabledReason'> {
  return outcome === 'pending'
    ? { status: 'pending', disabledReason: reason ?? null }
    : { status: 'active', disabledReason: null };
}

/** What is registered of the metadata, and what follows from it. */
export function registeredValues({ metadata, profile }: Registration): Partial<DcrClient> {
  const values: Record<string, unknown> = {};
  for (const property of UNDECIDED) values[property] = metadata[property] ?? null;
  return Object.assign(values, profile, {
    redirectHosts: authoritiesOf(profile.redirectUris),
    fingerprint: fingerprintOf(profile.redirectUris, metadata.softwareId),
  });
}

export function newClientId(): string {
  return `dcr_${random64()}${random64()}`;
}

/** Returns 64 random bits of a UUID. Node.js generates UUIDs in bulk, so this is ten times as fast as `randomBytes`. */
function random64(): string {
  const uuid = randomUUID();
  // Skip the digits in the middle, because the version and the variant are not random.
  return uuid.slice(0, 8) + uuid.slice(28);
}

function authoritiesOf(uris: string[]): string[] {
  return [...new Set(uris.map((uri) => authorityOf(uri)).filter((authority) => authority !== ''))];
}
