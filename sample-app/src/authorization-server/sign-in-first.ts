import type { DcrAdminService, DcrClientService } from 'nestjs-dcr';
import { Provider, type KoaContextWithOIDC } from 'oidc-provider';

/** The user has to sign in before the server reads the metadata document of a client that it does not know. */
export class SignInFirstError extends Error {
  constructor() {
    super('Sign in first.');
  }
}

/**
 * Discovers unknown clients only for users who have signed in. Otherwise, anyone on the internet could make this server
 * connect to hosts of their choice.
 */
export function discoverForUsers(
  clients: DcrClientService,
  admin: DcrAdminService,
): Pick<DcrClientService, 'findActive' | 'discover'> {
  return {
    findActive: (clientId) => clients.findActive(clientId),
    discover: async (clientId, origin) => {
      const isSignedIn = Boolean(Provider.ctx?.oidc.session?.accountId);
      if (!isSignedIn && !(await isStored(admin, clientId))) throw new SignInFirstError();
      return clients.discover(clientId, origin);
    },
  };
}

async function isStored(admin: DcrAdminService, clientId: string): Promise<boolean> {
  const { status } = await admin.explainClient(clientId);
  return status !== 'unknown' && status !== 'removed';
}

/** The request that the user has interrupted to sign in, as a path with a query string. */
export function interruptedRequest({ path, oidc }: KoaContextWithOIDC): string {
  const parameters = Object.entries(oidc.params ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return `${path}?${new URLSearchParams(parameters).toString()}`;
}
