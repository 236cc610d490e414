import type { DcrAdminService } from 'nestjs-dcr';
import { StorageUnavailableError } from 'nestjs-dcr/oidc-provider';
import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { documentHash } from './client-document.js';
import { isLoopback } from './loopback.js';
import type { OidcRecordsService } from './oidc-records.service.js';

const { Check, base } = interactionPolicy;

/**
 * The provider's own policy, which asks for consent to what was not granted yet. It also asks again when a client's
 * metadata document differs from the one that the user saw, and every time if the code goes to the user's computer: any
 * program there can use the client's ID.
 */
export function consentPolicy(
  admin: DcrAdminService,
  records: OidcRecordsService,
): readonly interactionPolicy.Prompt[] {
  const policy = base();
  const hasChanged = async ({ oidc }: KoaContextWithOIDC) => {
    const grantId = oidc.grant?.jti;
    if (!oidc.client || !grantId) return false;
    try {
      const hash = await documentHash(admin, oidc.client.clientId);
      return hash !== undefined && hash !== (await records.seenDocument(grantId));
    } catch (cause) {
      throw new StorageUnavailableError(cause);
    }
  };
  const { checks } = policy.get('consent')!;
  checks.add(
    new Check('document_changed', "the client's document has changed", 'consent_required', hasChanged),
  );
  checks.add(
    new Check('loopback_client', 'the code goes to this computer', 'consent_required', isAskedEachTime),
  );
  return policy;
}

function isAskedEachTime({ oidc }: KoaContextWithOIDC): boolean {
  return (
    oidc.client !== undefined && isLoopback(String(oidc.params!['redirect_uri'])) && !oidc.result?.consent
  );
}
