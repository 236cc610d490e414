import type { Provider } from 'oidc-provider';

/**
 * Ends a grant with everything that was issued under it. The grant goes first: without it no code and no refresh
 * token is redeemed any more, but the access tokens that are kept would still be found.
 */
export async function destroyGrant(provider: Provider, grantId: string): Promise<void> {
  const grant = await provider.Grant.find(grantId);
  await grant?.destroy();
  const { AuthorizationCode, AccessToken, RefreshToken } = provider;
  await Promise.all(
    [AuthorizationCode, AccessToken, RefreshToken].map((model) => model.revokeByGrantId(grantId)),
  );
}
