import {
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
  registerClient,
} from '@modelcontextprotocol/sdk/client/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { NestFactory } from '@nestjs/core';
import { expect } from 'vitest';
import { withSnippetApplicationOnEachAdapter } from '../../readme/support/applications.js';
import { ORIGIN } from './oauth-client.js';
import type { Runs } from './snippet-exports.js';

export const gettingStarted: Runs = {
  /** The MCP SDK's client, which gets a client ID from the server's address alone. */
  'app.module.ts': ({ AppModule }) =>
    withSnippetApplicationOnEachAdapter(
      (adapter) => NestFactory.create(AppModule, adapter, { logger: false }),
      async (url) => {
        const fetchFn: FetchLike = (address, init) => fetch(String(address).replace(ORIGIN, url), init);
        const refused = await fetchFn(`${ORIGIN}/mcp`, { method: 'POST' });
        expect(refused.status).toBe(401);
        const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused);
        const resource = await discoverOAuthProtectedResourceMetadata(
          `${ORIGIN}/mcp`,
          { resourceMetadataUrl },
          fetchFn,
        );
        const issuer = resource.authorization_servers![0]!;
        const metadata = await discoverAuthorizationServerMetadata(issuer, { fetchFn });
        expect(metadata).toMatchObject({
          issuer: ORIGIN,
          authorization_endpoint: `${ORIGIN}/oauth/authorize`,
          code_challenge_methods_supported: ['S256'],
        });
        const client = await registerClient(issuer, {
          ...(metadata && { metadata }),
          clientMetadata: {
            redirect_uris: ['http://localhost:8090/callback'],
            token_endpoint_auth_method: 'client_secret_post',
          },
          fetchFn,
        });
        expect(client).toMatchObject({
          client_id: expect.stringMatching(/^dcr_/),
          token_endpoint_auth_method: 'none',
        });
      },
    ),
};
