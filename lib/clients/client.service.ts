import { Inject, Injectable } from '@nestjs/common';
import { DcrInvalidClientError, DcrUnauthorizedClientError } from '../errors/index.js';
import { checkAuthorization, type AuthorizationRequest } from './authorization-request.js';
import { ClientRows } from './client.rows.js';
import type { DcrClient } from './client.entity.js';
import { ClientUseRecorder } from './client-use.recorder.js';
import {
  DCR_DOCUMENT_CLIENTS,
  type DiscoveryOrigin,
  type DocumentClients,
  isDocumentUrl,
} from './document-clients.js';
import { DCR_REDIRECT_URI_PROFILE, type RedirectUriProfile } from './redirect-uri.js';

/**
 * A request at the token endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2.1
 */
export interface AuthenticationRequest {
  clientId: string;
  /** Not checked when absent. */
  grantType?: string | undefined;
}

/**
 * Finds and checks clients for your authorization server.
 *
 * @see docs/authorization-server.md
 */
@Injectable()
export class DcrClientService {
  /** @internal */
  constructor(
    private readonly use: ClientUseRecorder,
    private readonly rows: ClientRows,
    @Inject(DCR_REDIRECT_URI_PROFILE) private readonly redirectUris: RedirectUriProfile,
    @Inject(DCR_DOCUMENT_CLIENTS) private readonly documents: DocumentClients,
  ) {}

  /**
   * Finds a client that may be used.
   *
   * @returns `null` if it is unknown, disabled or waiting for approval
   * @throws DcrError 503 when the database is unavailable; never treat that as an unknown client
   */
  async findActive(clientId: string): Promise<DcrClient | null> {
    const client = await this.rows.find(clientId);
    return client?.status === 'active' ? client : null;
  }

  /**
   * Finds a client that may be used. If the client id is a URL and `cimd` is enabled, its metadata document is fetched when it is
   * unknown or expired: this and `refreshClient()` are the only methods that connect outward. {@link authorize} calls it.
   *
   * @throws DcrError 400 `invalid_client`; 503 `temporarily_unavailable` when the document or the database cannot be reached
   * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
   */
  async discover(clientId: string, origin: DiscoveryOrigin = {}): Promise<DcrClient> {
    const client = isDocumentUrl(clientId)
      ? await this.documents.resolve(clientId, origin)
      : await this.rows.find(clientId);
    assertUsable(client, 400);
    return client;
  }

  /**
   * Checks a request at the authorization endpoint, and records that the client is in use. Requires PKCE with S256,
   * and a redirect URI that is registered and that the current `redirectUris` rules allow.
   *
   * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
   * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.3
   * @throws DcrError whose `redirectable` says whether to send it to the redirect URI or only to show it on a page
   */
  async authorize(request: AuthorizationRequest): Promise<DcrClient> {
    const client = await this.discover(request.clientId, request);
    checkAuthorization(request, client, this.redirectUris);
    await this.recordUse(client);
    return client;
  }

  /**
   * Checks a request at the token endpoint, and records that the client is in use. A public client has no
   * credentials: PKCE binds the code to it, and your authorization server the refresh token.
   *
   * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2.1
   * @throws DcrError 401 `invalid_client`; 400 `unauthorized_client` for a grant that it did not register
   */
  async authenticate({ clientId, grantType }: AuthenticationRequest): Promise<DcrClient> {
    const client = await this.rows.find(clientId);
    assertUsable(client, 401);
    if (grantType !== undefined && !client.grantTypes.includes(grantType)) {
      throw new DcrUnauthorizedClientError('The client is not registered for this grant type.');
    }
    await this.recordUse(client);
    return client;
  }

  private async recordUse(client: DcrClient): Promise<void> {
    // The client was cleaned up after it was found, so it is unknown now.
    if (!(await this.use.record(client))) throw new DcrInvalidClientError('The client is not known.');
  }
}

function assertUsable(client: DcrClient | null, status: 400 | 401): asserts client is DcrClient {
  if (!client) throw new DcrInvalidClientError('The client is not known.', status);
  if (client.status === 'pending') {
    throw new DcrInvalidClientError('The client is waiting for the approval of an administrator.', status);
  }
  if (client.status !== 'active') throw new DcrInvalidClientError('The client is disabled.', status);
}
