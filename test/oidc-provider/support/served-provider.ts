import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { attachDcr, withDcr, type AttachDcrServices } from 'nestjs-dcr/oidc-provider';
import * as oauth from 'oauth4webapi';
import { Provider, type ClientMetadata } from 'oidc-provider';
import { MapAdapter } from './map-adapter.js';

const REDIRECT_URI = 'https://app.example/callback';

export interface ServedProvider {
  provider: Provider;
  /** Redeems a code that alice has granted to this client. */
  redeemFor(clientId: string): Promise<Response & { grantId: string }>;
  close(): void;
}

/** A minimal provider on top of these services. */
export async function serveProvider(
  services: AttachDcrServices,
  clients: ClientMetadata[] = [],
): Promise<ServedProvider> {
  const own = { adapter: MapAdapter, clients, findAccount: (_ctx: unknown, id: string) => account(id) };
  const provider = new Provider('http://localhost/oidc', withDcr(own, services));
  attachDcr(provider, services);
  const handle = provider.callback();
  const server = createServer((request, response) => void handle(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  const redeemFor = async (clientId: string) => {
    const verifier = oauth.generateRandomCodeVerifier();
    const grant = new provider.Grant({ accountId: 'alice', clientId });
    grant.addOIDCScope('openid');
    const grantId = await grant.save();
    const code = new provider.AuthorizationCode({
      accountId: 'alice',
      client: (await provider.Client.find(clientId))!,
      grantId,
      gty: 'authorization_code',
      scope: 'openid',
      redirectUri: REDIRECT_URI,
      codeChallenge: await oauth.calculatePKCECodeChallenge(verifier),
      codeChallengeMethod: 'S256',
    });
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code: await code.save(),
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
    });
    const response = await fetch(`http://127.0.0.1:${port}/token`, { method: 'POST', body });
    return Object.assign(response, { grantId });
  };
  return { provider, redeemFor, close: () => server.close() };
}

function account(accountId: string) {
  return { accountId, claims: () => ({ sub: accountId }) };
}
