import * as openid from 'openid-client';
import { approve } from '../../../sample-app/src/demo/person.js';
import type { Sample } from './sample.js';

/** The sample is served by http on loopback. */
export const INSECURE: openid.DynamicClientRegistrationRequestOptions = {
  algorithm: 'oauth2',
  execute: [openid.allowInsecureRequests],
};

/** Signs a user in with openid-client, from the authorization request to a refreshed token. */
export async function signIn(
  { settings, person }: Pick<Sample, 'settings' | 'person'>,
  configuration: openid.Configuration,
  redirectUri: string,
) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid apps:read',
    resource: settings.mcp,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const pages: string[] = [];
  const callback = await approve(url, redirectUri, person, (page) => pages.push(page.text));
  const tokens = await openid.authorizationCodeGrant(configuration, callback, { pkceCodeVerifier });
  const refreshed = await openid.refreshTokenGrant(configuration, tokens.refresh_token!);
  return { pages, tokens, refreshed };
}
