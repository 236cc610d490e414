import { DcrClientService, DcrMetadataService, DcrModule, DcrSessionService } from 'nestjs-dcr';
import type { Provider } from 'oidc-provider';
import { expect } from 'vitest';
import { MapAdapter } from '../../oidc-provider/support/map-adapter.js';
import { send } from '../../support/http.js';
import {
  register,
  withApplication,
  withApplicationOnEachAdapter,
} from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

/** The services for an authorization server. */
export const services: Runs = {
  'authorization.controller.ts': ({ AuthorizationController }) =>
    withApplicationOnEachAdapter(
      DcrModule.forRoot({ enabled: true }),
      async ({ url, dataSource }) => {
        const redirect_uri = 'https://client.example.com/callback';
        const { client_id } = (await register(`${url}/register`)).json();
        const authorize = async (changes: Record<string, string>) => {
          const query = new URLSearchParams({
            client_id: String(client_id),
            redirect_uri,
            response_type: 'code',
            code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
            code_challenge_method: 'S256',
            state: 'xyz',
            ...changes,
          });
          const { status, headers } = await send(`${url}/authorize?${query.toString()}`, { method: 'GET' });
          return [status, headers.location];
        };
        expect(await authorize({})).toEqual([302, `/consent?client_id=${String(client_id)}`]);
        expect(await authorize({ code_challenge_method: 'plain' })).toEqual([
          302,
          `${redirect_uri}?error=invalid_request&state=xyz`,
        ]);
        expect(await authorize({ redirect_uri: 'https://other.example.com/' })).toEqual([400, undefined]);

        const token = (body: Record<string, unknown>) =>
          fetch(`${url}/token`, {
            method: 'POST',
            body: new URLSearchParams(body as Record<string, string>),
          });
        expect((await token({ client_id, grant_type: 'authorization_code' })).status).toBe(200);
        const unknown = await token({ client_id: 'dcr_unknown', grant_type: 'authorization_code' });
        expect([unknown.status, await unknown.json()]).toMatchObject([401, { error: 'invalid_client' }]);

        await dataSource.destroy();
        const unavailable = await token({ client_id, grant_type: 'authorization_code' });
        expect([unavailable.status, await unavailable.json()]).toMatchObject([
          503,
          { error: 'temporarily_unavailable' },
        ]);
        expect(Number(unavailable.headers.get('retry-after'))).toBeGreaterThan(0);
      },
      { controllers: [AuthorizationController] },
    ),

  'provider.ts': async ({ createProvider }) => {
    let provider: Provider | undefined;
    await withApplication(
      DcrModule.forRoot({ enabled: true }),
      async ({ url }) => {
        const { client_id } = (await register(`${url}/register`)).json();
        expect(await provider?.Client.find(String(client_id))).toMatchObject({ clientId: client_id });
        const document = await send(`${url}/oidc/.well-known/openid-configuration`, { method: 'GET' });
        expect(document.json()).toMatchObject({ registration_endpoint: 'https://api.example.com/register' });
      },
      {
        configure: (app) => {
          const own = { adapter: MapAdapter };
          provider = createProvider(
            own,
            app.get(DcrClientService),
            app.get(DcrSessionService),
            app.get(DcrMetadataService),
          );
          app.use('/oidc', provider.callback());
        },
      },
    );
  },

  'metadata.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const document = await send(`${url}/.well-known/oauth-authorization-server`, { method: 'GET' });
      expect(document.json()).toMatchObject({
        issuer: 'https://api.example.com',
        registration_endpoint: 'https://api.example.com/register',
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: ['none'],
      });
    }),
};
