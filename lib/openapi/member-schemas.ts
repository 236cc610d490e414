import { type ClientMetadataDto, MEMBERS } from '../registration/client-metadata.dto.js';
import type { OpenApiSchema } from './types.js';

/** The meaning of a member; for a list, that of the list and of an entry. */
type Description = string | [list: string, entry: string];

/** In the order of the document. */
const DESCRIPTIONS: Record<Exclude<keyof ClientMetadataDto, 'localized'>, Description> = {
  redirectUris: ['Where codes may be sent; compared byte for byte.', 'An absolute URI without a fragment.'],
  grantTypes: ['Absent: authorization_code.', 'authorization_code or refresh_token.'],
  responseTypes: ['Absent: code.', 'code.'],
  tokenEndpointAuthMethod: 'Only none is registered.',
  clientName: 'Shown to users as an unverified claim.',
  clientUri: 'The page of the client.',
  logoUri: 'Its logo; never fetched by this server.',
  tosUri: 'Its terms of service.',
  policyUri: 'Its privacy policy.',
  contacts: ['People who are responsible for it.', 'For example, an e-mail address.'],
  scope: 'Scope tokens, separated by single spaces.',
  softwareId: 'The same for every copy of the software.',
  softwareVersion: 'The version of the software.',
  applicationType: 'web or native; anything else is not registered.',
};

/** The members of a request by their wire names, within the limits that `ClientMetadataDto` sets. */
export const MEMBER_SCHEMAS: Record<string, OpenApiSchema> = Object.fromEntries(
  Object.entries(DESCRIPTIONS).map(([property, description]) => {
    const { wireName, limits } = MEMBERS.find((member) => member.property === property)!;
    return [wireName, schemaOf(description, limits)];
  }),
);

/** The wire names of the members that a request must have. */
export const REQUIRED_MEMBERS = MEMBERS.filter(({ isOptional }) => !isOptional).map(
  ({ wireName }) => wireName,
);

/** The longest value that any member with a language tag may have. */
export const MAX_LOCALIZED_LENGTH = Math.max(
  ...MEMBERS.filter(({ isLocalizable }) => isLocalizable).map(({ limits }) => limits.maxLength!),
);

function schemaOf(description: Description, limits: (typeof MEMBERS)[number]['limits']): OpenApiSchema {
  const { maxItems, minItems, ...ofText } = limits;
  if (typeof description === 'string') return { type: 'string', description, ...ofText };
  const [ofList, ofEntry] = description;
  const items: OpenApiSchema = { type: 'string', description: ofEntry, ...ofText };
  const schema: OpenApiSchema = { type: 'array', description: ofList, maxItems, items };
  if (minItems !== undefined) schema.minItems = minItems;
  return schema;
}
