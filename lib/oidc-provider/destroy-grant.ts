import type { Provider } from 'oidc-provider';

/**
 * Destroys a grant with everything that was issued under it. The grant comes first: without it, no code or refresh
 * token can be redeemed. Stored access tokens would still be found, so they are removed too.
 */
export async function destroyGrant(provider: Provider, grantId: string): Promise<void> {
  const grant = await provider.Grant.find(grantId);
  await grant?.destroy();
  const { AuthorizationCode, AccessToken, RefreshToken } = provider;
  await Promise.all(
    [AuthorizationCode, AccessToken, RefreshToken].map((model) => model.revokeByGrantId(grantId)),
  );
}
