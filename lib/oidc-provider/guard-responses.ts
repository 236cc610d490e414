import type { KoaContextWithOIDC } from 'oidc-provider';
import { DcrError } from '../errors/index.js';
import type { GrantInUse, GrantSessions } from './grant-sessions.js';
import { StorageUnavailableError } from './storage-unavailable.error.js';

/** Replaces a response with tokens if they may not be sent. */
export async function guardTokens(ctx: KoaContextWithOIDC, sessions: GrantSessions): Promise<void> {
  const refusal = await refusalOf(ctx, sessions);
  if (!refusal) return;
  ctx.status = refusal.status;
  ctx.body = { error: refusal.error, error_description: descriptionOf(refusal) };
}

/**
 * Replaces a response with a code if it may not be sent. The browser starts over: an unusable client then gets the
 * provider's error page, and a user whose grant has ended is asked for consent again.
 */
export async function guardAuthorization(ctx: KoaContextWithOIDC, sessions: GrantSessions): Promise<void> {
  if (!ctx.oidc.entities.AuthorizationCode) return;
  const refusal = await refusalOf(ctx, sessions);
  if (!refusal) return;
  if (refusal instanceof StorageUnavailableError) {
    // Starting over could loop, and the application's own pages cannot be rendered from here.
    ctx.remove('Location');
    ctx.status = refusal.status;
    ctx.type = 'text';
    ctx.body = descriptionOf(refusal);
    return;
  }
  ctx.status = 303;
  ctx.redirect(authorizationUrl(ctx));
}

type Refusal = DcrError | StorageUnavailableError;

async function refusalOf(ctx: KoaContextWithOIDC, sessions: GrantSessions): Promise<Refusal | undefined> {
  const grant = grantOf(ctx);
  // A token for the client itself: no user has granted anything.
  if (!grant) return undefined;
  try {
    if (ctx.oidc.route === 'resume')
      await sessions.requireRedirectUri(grant.clientId, ctx.oidc.params?.['redirect_uri']);
    await sessions.require(grant);
    return undefined;
  } catch (error) {
    return error instanceof DcrError || error instanceof StorageUnavailableError
      ? error
      : new StorageUnavailableError(error);
  }
}

function grantOf({ oidc: { entities } }: KoaContextWithOIDC): GrantInUse | undefined {
  const { Grant: grant, AccessToken: token } = entities;
  // The application's own grant type may have set only the token.
  const [jti, { clientId, accountId } = {}] = grant ? [grant.jti, grant] : [token?.grantId, token];
  if (!jti || !clientId || !accountId) return undefined;
  return { jti, clientId, accountId, exp: grant?.exp };
}

function descriptionOf(refusal: Refusal): string | undefined {
  return refusal instanceof DcrError ? refusal.description : refusal.error_description;
}

function authorizationUrl({ oidc }: KoaContextWithOIDC): string {
  const url = new URL(oidc.urlFor('authorization'));
  for (const [name, value] of Object.entries(oidc.params ?? {})) {
    for (const each of [value].flat()) {
      if (typeof each === 'string' || typeof each === 'number') url.searchParams.append(name, String(each));
    }
  }
  return url.href;
}
