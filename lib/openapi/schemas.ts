import { MAX_CLIENT_ID_LENGTH } from '../clients/client-id.js';
import { MAX_DESCRIPTION_LENGTH } from '../errors/dcr.error.js';
import type { ClientInformation } from '../registration/client-information.js';
import {
  APPLICATION_TYPES,
  AUTH_METHOD,
  GRANT_TYPES,
  RESPONSE_TYPES,
} from '../registration/client-profile.js';
import { MAX_LOCALIZED_LENGTH, MEMBER_SCHEMAS, REQUIRED_MEMBERS } from './member-schemas.js';
import type { OpenApiSchema } from './types.js';

const text = (description: string, maxLength: number): OpenApiSchema => ({
  type: 'string',
  description,
  maxLength,
});
const choice = (description: string, ...values: readonly string[]): OpenApiSchema => ({
  type: 'string',
  description,
  enum: [...values],
});
const choices = (description: string, values: readonly string[]): OpenApiSchema => ({
  type: 'array',
  description: 'What was registered.',
  maxItems: values.length,
  items: choice(description, ...values),
});

const clientMetadata: OpenApiSchema = {
  type: 'object',
  description:
    'Client metadata of RFC 7591, section 2. Unknown members are ignored. Names and links may come with a ' +
    'language tag, such as client_name#fr.',
  required: REQUIRED_MEMBERS,
  properties: MEMBER_SCHEMAS,
  additionalProperties: true,
};

const clientInformation: OpenApiSchema = {
  type: 'object',
  description: 'Every registered value (RFC 7591, section 3.2.1); no member is null or empty.',
  required: [
    'client_id', 'client_id_issued_at', 'client_name', 'redirect_uris', 'grant_types', 'response_types',
    'token_endpoint_auth_method',
  ] satisfies (keyof ClientInformation)[], // prettier-ignore
  properties: {
    client_id: text('Issued by this server.', MAX_CLIENT_ID_LENGTH),
    client_id_issued_at: { type: 'integer', description: 'Seconds since 1970.' },
    ...MEMBER_SCHEMAS,
    grant_types: choices('A grant type.', GRANT_TYPES),
    response_types: choices('A response type.', RESPONSE_TYPES),
    token_endpoint_auth_method: choice('A public client: there is no secret.', AUTH_METHOD),
    application_type: choice('As sent.', ...APPLICATION_TYPES),
  },
  additionalProperties: text('A member with a language tag, such as client_name#fr.', MAX_LOCALIZED_LENGTH),
};

const error: OpenApiSchema = {
  type: 'object',
  description: 'An error of RFC 7591, section 3.2.2.',
  required: ['error', 'error_description'],
  properties: {
    error: choice(
      'The error code.',
      'invalid_redirect_uri',
      'invalid_client_metadata',
      'access_denied',
      'slow_down',
      'server_error',
      'temporarily_unavailable',
    ),
    error_description: text('The member, and what to change.', MAX_DESCRIPTION_LENGTH),
  },
  additionalProperties: false,
};

export const SCHEMAS = {
  DcrClientMetadata: clientMetadata,
  DcrClientInformation: clientInformation,
  DcrRegistrationError: error,
};

export function reference(name: keyof typeof SCHEMAS): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
