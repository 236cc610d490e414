import { Expose, Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { compilePlan } from '../validation/plan.js';
import { WireName } from '../validation/wire-name.js';
import { IsLocalized, findLocalizable, pickLocalized } from './localized-members.js';
import { IsDisplayText, IsList, IsRedirectUri, IsScope, IsWebUrl } from './metadata-rules.js';

const localizable = { context: { isLocalizable: true } };

/**
 * The metadata that a client may send. This is the only description of the members: their wire names, limits and rules.
 * All other members are ignored. The decorator closest to a property is checked first.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
 * @see https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata for application_type
 */
export class ClientMetadataDto {
  /** At least one URI. At registration, the option `redirectUris` decides which ones are allowed. */
  @WireName('redirect_uris')
  @IsRedirectUri({ each: true })
  @IsList({ max: 32, nonEmpty: 'redirect URI' })
  redirectUris!: string[];

  @WireName('token_endpoint_auth_method')
  @IsOptional()
  @IsDisplayText()
  tokenEndpointAuthMethod?: string;

  @WireName('grant_types')
  @IsOptional()
  @IsDisplayText({ each: true })
  @IsList({ max: 32 })
  grantTypes?: string[];

  @WireName('response_types')
  @IsOptional()
  @IsDisplayText({ each: true })
  @IsList({ max: 32 })
  responseTypes?: string[];

  @WireName('client_name')
  @IsOptional()
  @IsDisplayText({ max: 200, ...localizable })
  clientName?: string;

  @WireName('client_uri')
  @IsOptional()
  @IsWebUrl(localizable)
  clientUri?: string;

  @WireName('logo_uri')
  @IsOptional()
  @IsWebUrl(localizable)
  logoUri?: string;

  @Expose()
  @IsOptional()
  @IsScope()
  scope?: string;

  @Expose()
  @IsOptional()
  @IsDisplayText({ each: true })
  @IsList({ max: 10 })
  contacts?: string[];

  @WireName('tos_uri')
  @IsOptional()
  @IsWebUrl(localizable)
  tosUri?: string;

  @WireName('policy_uri')
  @IsOptional()
  @IsWebUrl(localizable)
  policyUri?: string;

  @WireName('software_id')
  @IsOptional()
  @IsDisplayText()
  softwareId?: string;

  @WireName('software_version')
  @IsOptional()
  @IsDisplayText()
  softwareVersion?: string;

  @WireName('application_type')
  @IsOptional()
  @IsDisplayText()
  applicationType?: string;

  /** Members with a language tag, under their wire names, such as `{ "client_name#fr": "…" }`. */
  @Expose()
  @Transform(({ obj }) => pickLocalized(obj as object, () => MEMBERS), { toClassOnly: true })
  @IsOptional()
  @IsLocalized(() => MEMBERS)
  localized?: Record<string, string>;
}

/** The members in the order in which they are checked, `localized` last. */
export const PLAN = compilePlan(ClientMetadataDto);

/** The members without a language tag. */
export const MEMBERS = PLAN.filter(({ property }) => property !== 'localized');

/** Whether a member has a language tag, such as `client_name#fr`. */
export function isLocalized(wireName: string): boolean {
  return findLocalizable(wireName, () => MEMBERS) !== undefined;
}
