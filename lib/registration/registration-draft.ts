import type { AuditOrigin } from '../audit/audit-log.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import type { ClientMetadataDto } from './client-metadata.dto.js';
import { type ClientProfile, toProfile } from './client-profile.js';
import type { RegistrationOrigin } from './origin.js';
import { type RequestedMetadata, toMetadata } from './recognised-members.js';

/** A registration on its way: body → requested → metadata → profile → client. */
export interface RegistrationDraft {
  /** The recognised members as they were sent, under their wire names. */
  requested: RequestedMetadata;
  /** The same under our names; each member is valid by itself. */
  metadata: ClientMetadataDto;
  /** What this server registers of the members that it decides about. */
  profile: ClientProfile;
  origin: RegistrationOrigin & AuditOrigin;
}

/** @throws DcrError 400 */
export function draftRegistration(
  requested: RequestedMetadata,
  origin: RegistrationDraft['origin'],
  options: ResolvedDcrOptions,
): RegistrationDraft {
  const metadata = toMetadata(requested);
  return { requested, metadata, profile: toProfile(metadata, options), origin };
}
