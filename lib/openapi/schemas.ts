import type { OpenApiReference, OpenApiSchema } from './types.js';

const text = (description: string, maxLength = 500): OpenApiSchema => ({
  type: 'string',
  description,
  maxLength,
});
const url = (description: string): OpenApiSchema => ({ ...text(description, 2_048), format: 'uri' });
const list = (description: string, maxItems: number, items: OpenApiSchema): OpenApiSchema => ({
  type: 'array',
  description,
  maxItems,
  items,
});

const redirectUris = {
  ...list('Where codes may be sent; compared byte for byte.', 32, url('An absolute URI without a fragment.')),
  minItems: 1,
};

/** What a client may say about itself, and gets back as it is registered. */
const ABOUT_ITSELF: Record<string, OpenApiSchema> = {
  client_name: text('Shown to people, as a claim that nobody has verified.', 200),
  client_uri: url('The page of the client.'),
  logo_uri: url('Its logo; never fetched by this server.'),
  tos_uri: url('Its terms of service.'),
  policy_uri: url('Its privacy policy.'),
  contacts: list('People who are responsible for it.', 10, text('Such as an e-mail address.')),
  scope: text('Scope tokens, separated by single spaces.'),
  software_id: text('The same for every copy of the software.'),
  software_version: text('The version of the software.'),
};

/** A request. What is not listed is ignored; members that people read may have language tags. */
const clientMetadata: OpenApiSchema = {
  type: 'object',
  description:
    'Client metadata of RFC 7591, section 2. Unknown members are ignored. Names and links may come with a ' +
    'language tag, such as client_name#fr.',
  required: ['redirect_uris'],
  properties: {
    redirect_uris: redirectUris,
    grant_types: list('Absent: authorization_code.', 32, text('authorization_code or refresh_token.')),
    response_types: list('Absent: code.', 32, text('code.')),
    token_endpoint_auth_method: text('Only none is registered.'),
    ...ABOUT_ITSELF,
    application_type: text('web or native; anything else is not registered.'),
  },
  additionalProperties: true,
};

const choice = (description: string, ...values: string[]): OpenApiSchema => ({
  type: 'string',
  description,
  enum: values,
});

const clientInformation: OpenApiSchema = {
  type: 'object',
  description: 'Every registered value (RFC 7591, section 3.2.1); no member is null or empty.',
  required: [
    'client_id', 'client_id_issued_at', 'client_name', 'redirect_uris', 'grant_types', 'response_types',
    'token_endpoint_auth_method',
  ], // prettier-ignore
  properties: {
    client_id: text('Issued by this server.', 64),
    client_id_issued_at: { type: 'integer', description: 'Seconds since 1970.' },
    redirect_uris: redirectUris,
    grant_types: list(
      'What was registered.',
      2,
      choice('A grant type.', 'authorization_code', 'refresh_token'),
    ),
    response_types: list('What was registered.', 1, choice('A response type.', 'code')),
    token_endpoint_auth_method: choice('A public client: there is no secret.', 'none'),
    ...ABOUT_ITSELF,
    application_type: choice('As sent.', 'web', 'native'),
  },
  additionalProperties: text('A member with a language tag, such as client_name#fr.', 2_048),
};

const error: OpenApiSchema = {
  type: 'object',
  description: 'An error of RFC 7591, section 3.2.2.',
  required: ['error', 'error_description'],
  properties: {
    error: choice(
      'What kind of error it is.',
      'invalid_redirect_uri',
      'invalid_client_metadata',
      'access_denied',
      'slow_down',
      'server_error',
      'temporarily_unavailable',
    ),
    error_description: text('The member, and what to change.'),
  },
  additionalProperties: false,
};

export const SCHEMAS = {
  DcrClientMetadata: clientMetadata,
  DcrClientInformation: clientInformation,
  DcrRegistrationError: error,
};

export function reference(name: keyof typeof SCHEMAS): OpenApiReference {
  return { $ref: `#/components/schemas/${name}` };
}
