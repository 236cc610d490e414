/** A metadata document as its vendor published it. A test serves it under the same host name with `.test` appended. */
interface PublishedDocument {
  /** Its URL, which is the client ID. */
  published: string;
  /** Without `client_id`. */
  body: Record<string, unknown>;
}

/** As of September 2026. */
export const CLAUDE: PublishedDocument = {
  published: 'https://claude.ai/oauth/mcp-oauth-client-metadata',
  body: {
    client_name: 'Claude',
    client_uri: 'https://claude.ai',
    redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
};

/** As of September 2026. */
export const CLAUDE_CODE: PublishedDocument = {
  published: 'https://claude.ai/oauth/claude-code-client-metadata',
  body: {
    client_name: 'Claude Code',
    client_uri: 'https://claude.ai',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
};

/** As of September 2026, quoted in https://github.com/django-oauth/django-oauth-toolkit/issues/1857. */
export const CHATGPT: PublishedDocument = {
  published: 'https://chatgpt.com/oauth/client.json',
  body: {
    client_uri: 'https://chatgpt.com/',
    redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    client_name: 'ChatGPT',
    token_endpoint_auth_signing_alg: 'RS256',
    jwks_uri: 'https://chatgpt.com/oauth/jwks.json',
  },
};
