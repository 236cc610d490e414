import type { Provider } from 'oidc-provider';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What the user has not granted yet. */
interface Missing {
  missingOIDCScope?: string[];
  missingOIDCClaims?: string[];
  missingResourceScopes?: Record<string, string[]>;
}

/** Records what the user has just allowed, in the grant of this browser's session or in a new one. */
export async function grantWhatIsMissing(provider: Provider, interaction: Interaction): Promise<string> {
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = interaction.prompt
    .details as Missing;
  const known = interaction.grantId ? await provider.Grant.find(interaction.grantId) : undefined;
  const grant =
    known ??
    new provider.Grant({
      accountId: interaction.session!.accountId,
      clientId: String(interaction.params['client_id']),
    });
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return grant.save();
}
