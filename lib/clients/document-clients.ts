import type { DcrClient } from './client.entity.js';

/** Injects {@link DocumentClients}. */
export const DCR_DOCUMENT_CLIENTS = Symbol('DCR_DOCUMENT_CLIENTS');

/**
 * Who asks for a client.
 *
 * @see docs/client-documents.md#in-your-authorization-server
 */
export interface DiscoveryOrigin {
  /** The caller's address. Without it, all callers share one limit. */
  ip?: string | undefined;
}

/** Finds clients whose id is the URL of a metadata document. `cimd`, which stands above this folder, implements it. */
export interface DocumentClients {
  /**
   * Finds the client of a URL, and fetches its document if necessary.
   *
   * @returns the client, whatever its status
   * @throws DcrError 400 `invalid_client`, or 503 when the document cannot be fetched now
   */
  resolve(clientId: string, origin: DiscoveryOrigin): Promise<DcrClient>;
}

/** Whether a client id looks like the URL of a document. */
export function isDocumentUrl(clientId: unknown): clientId is string {
  return typeof clientId === 'string' && clientId.startsWith('https://');
}
