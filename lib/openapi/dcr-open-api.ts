import { MAX_BODY_BYTES } from '../http/unread-body.js';
import { reference, SCHEMAS } from './schemas.js';
import type { DcrOpenApiFragment, OpenApiOperation, OpenApiResponse } from './types.js';

/**
 * Options of {@link dcrOpenApi}.
 *
 * @see docs/recipes/openapi.md
 */
export interface DcrOpenApiOptions {
  /** The full path, including your global prefix. Default: `'register'`. */
  path?: string | undefined;
  /** Default: `['OAuth 2.0']`. */
  tags?: string[] | undefined;
}

const EXAMPLE = {
  client_name: 'Example',
  redirect_uris: ['https://client.example.com/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const } },
};

/**
 * Describes the registration endpoint as a fragment of an OpenAPI 3.0 or 3.1 document: its path, request, responses
 * and schemas. Merge it over the entry that a scanner such as `@nestjs/swagger` generates for the module's
 * controller, which has the path only. Each call returns a new object, which you may change.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3
 * @see https://spec.openapis.org/oas/v3.0.4.html#path-item-object
 */
export function dcrOpenApi({
  path = 'register',
  tags = ['OAuth 2.0'],
}: DcrOpenApiOptions = {}): DcrOpenApiFragment {
  const segments = path.split('/').filter((segment) => segment !== '');
  return structuredClone({
    paths: { [`/${segments.join('/')}`]: { post: operation(tags) } },
    components: { schemas: SCHEMAS },
  });
}

function operation(tags: string[]): OpenApiOperation {
  return {
    operationId: 'registerClient',
    summary: 'Register a client',
    description: 'OAuth 2.0 Dynamic Client Registration (RFC 7591), for public clients that use PKCE.',
    tags,
    security: [],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: reference('DcrClientMetadata'), example: EXAMPLE } },
    },
    responses: {
      201: {
        description: 'The client is registered.',
        content: { 'application/json': { schema: reference('DcrClientInformation') } },
      },
      400: refusal('A redirect URI or another member cannot be registered, or a policy refused the client.'),
      403: refusal('Registration is paused.'),
      413: refusal(`The body is larger than ${MAX_BODY_BYTES / 1_024} KiB.`),
      415: refusal('The body is not JSON in UTF-8, or is compressed.'),
      429: { ...refusal('Too many attempts.'), headers: RETRY_AFTER },
      500: refusal('An internal error.'),
      503: { ...refusal('The server cannot register clients right now.'), headers: RETRY_AFTER },
    },
  };
}

function refusal(description: string): OpenApiResponse {
  return { description, content: { 'application/json': { schema: reference('DcrRegistrationError') } } };
}
