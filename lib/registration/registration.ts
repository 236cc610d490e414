import type { AuditOrigin } from '../audit/audit.log.js';
import type { ClientMetadataDto } from './client-metadata.dto.js';
import { type ClientProfile, type ProfileOptions, toProfile } from './client-profile.js';
import type { RegistrationOrigin } from './origin.js';
import { type RequestedMetadata, toMetadata } from './recognized-members.js';

/** A registration before the policy decides. The steps are: body → requested → metadata → profile → client. */
export interface Registration {
  /** The recognized members as sent, under their wire names. */
  requested: RequestedMetadata;
  /** The same members under our names, each validated on its own. */
  metadata: ClientMetadataDto;
  /** The values of the members that the server may change. */
  profile: ClientProfile;
  origin: RegistrationOrigin & AuditOrigin;
  /** Given if the metadata come from a Client ID Metadata Document. */
  document?: { clientId: string; host: string };
  /** Set if an operator only asks what would happen. */
  isDryRun?: true;
}

/** @throws DcrInvalidClientMetadataError or DcrInvalidRedirectUriError */
export function toRegistration(
  requested: RequestedMetadata,
  origin: Registration['origin'],
  options: ProfileOptions,
): Registration {
  const metadata = toMetadata(requested);
  return { requested, metadata, profile: toProfile(metadata, options), origin };
}
