import type { AuditOrigin } from '../audit/audit.log.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import type { ClientMetadataDto } from './client-metadata.dto.js';
import { type ClientProfile, toProfile } from './client-profile.js';
import type { RegistrationOrigin } from './origin.js';
import { type RequestedMetadata, toMetadata } from './recognised-members.js';

/** What is known of a registration before the policy decides. Its steps: body → requested → metadata → profile → client. */
export interface Registration {
  /** The recognised members as they were sent, under their wire names. */
  requested: RequestedMetadata;
  /** The same members under our names, each valid by itself. */
  metadata: ClientMetadataDto;
  /** The members that the server decides about, as they will be registered. */
  profile: ClientProfile;
  origin: RegistrationOrigin & AuditOrigin;
}

/** @throws DcrInvalidClientMetadataError or DcrInvalidRedirectUriError */
export function toRegistration(
  requested: RequestedMetadata,
  origin: Registration['origin'],
  options: ResolvedDcrOptions,
): Registration {
  const metadata = toMetadata(requested);
  return { requested, metadata, profile: toProfile(metadata, options), origin };
}
