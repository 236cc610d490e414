import { DcrClientNotFoundError, type DcrAdminService, type DcrClient } from 'nestjs-dcr';

/** The hash of what a client's metadata document says; `undefined` for a client without a document. */
export async function documentHash(admin: DcrAdminService, clientId: string): Promise<string | undefined> {
  if (!clientId.startsWith('https://')) return undefined;
  try {
    return (await admin.getClient(clientId)).document?.hash;
  } catch (error) {
    if (error instanceof DcrClientNotFoundError) return undefined;
    throw error;
  }
}

/** The host that serves a client's document: the only part of such a client that is proven. */
export function documentHost({ clientId, source }: DcrClient): string | undefined {
  return source === 'cimd' ? new URL(clientId).hostname : undefined;
}
