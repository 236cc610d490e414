import { Logger } from '@nestjs/common';
import type { Provider } from 'oidc-provider';
import type { DcrClientService } from '../clients/client.service.js';
import { isDocumentUrl } from '../clients/document-clients.js';
import { isRegisteredRedirectUri } from '../clients/redirect-uri.js';
import { DcrAuthorizationRequestError, DcrError } from '../errors/index.js';
import type { DcrSessionService } from '../sessions/session.service.js';
import { destroyGrant } from './destroy-grant.js';
import { StorageUnavailableError } from './storage-unavailable.error.js';

/**
 * The services that sessions need.
 *
 * @see docs/authorization-server.md#with-oidc-provider
 */
export interface SessionServices {
  clients: Pick<DcrClientService, 'findActive'>;
  sessions: Pick<DcrSessionService, 'openOrRequireActive' | 'findByExternalId' | 'close'>;
}

/** The part of the provider's `Grant` that is needed here. */
export interface GrantInUse {
  jti: string;
  clientId: string;
  accountId: string;
  /** Seconds since 1970. */
  exp?: number;
}

const MAX_SUBJECT_LENGTH = 255;

/** Keeps one session for each grant, under the id of the grant. */
export class GrantSessions {
  private readonly logger = new Logger('DcrSessions');

  constructor(
    private readonly provider: Provider,
    private readonly services: SessionServices,
  ) {}

  /**
   * Call it after a code or tokens were stored, and before they are sent. A client that was disabled before gets
   * nothing; one that is disabled later has a session by then, and revoking it ends the grant.
   *
   * @throws DcrError 401 `invalid_client` or 400 `invalid_grant`; the grant has been destroyed
   * @throws StorageUnavailableError 503: the state is unknown, so nothing may be sent
   */
  async require(grant: GrantInUse): Promise<void> {
    try {
      await this.services.sessions.openOrRequireActive({
        clientId: grant.clientId,
        subject: grant.accountId.slice(0, MAX_SUBJECT_LENGTH),
        externalId: grant.jti,
        expiresAt: grant.exp === undefined ? undefined : new Date(grant.exp * 1000),
      });
    } catch (error) {
      if (!isRefusal(error)) throw new StorageUnavailableError(error);
      if (error.error === 'invalid_client' && (await this.isStaticClient(grant.clientId))) return;
      await destroyGrant(this.provider, grant.jti).catch((cause: unknown) => {
        throw new StorageUnavailableError(cause);
      });
      throw error;
    }
  }

  /**
   * The client's metadata document may have changed while its user was signing in. The provider checks the redirect URI only
   * when the authorization request arrives.
   *
   * @throws DcrError 400 for a redirect URI that is not the client's any more
   */
  async requireRedirectUri(clientId: string, redirectUri: unknown): Promise<void> {
    if (!isDocumentUrl(clientId) || typeof redirectUri !== 'string') return;
    const client = await this.services.clients.findActive(clientId);
    // A client that is no longer active is refused with its session.
    if (!client || isRegisteredRedirectUri(redirectUri, client.redirectUris)) return;
    throw new DcrAuthorizationRequestError('invalid_request', 'The redirect_uri is not registered.', false);
  }

  /** The grant has ended at the provider, as on logout. */
  async close(grantId: string): Promise<void> {
    const { sessions } = this.services;
    try {
      const find = () => sessions.findByExternalId(grantId);
      for (let session = await find(); session; session = await find()) await sessions.close(session.id);
    } catch (error) {
      // The tokens are revoked anyway; the session stays listed until it expires.
      this.logger.warn(`The session of an ended grant could not be closed: ${String(error)}`);
    }
  }

  /** Whether the application has configured this client in the provider itself. Such clients have no sessions. */
  private async isStaticClient(clientId: string): Promise<boolean> {
    // The client is ours, and was enabled again in the meantime.
    if (await this.services.clients.findActive(clientId)) return false;
    // Our own adapter refuses the URL of a metadata document with an error.
    if (isDocumentUrl(clientId)) return this.provider.Client.find(clientId).then(Boolean, () => false);
    return (await this.provider.Client.find(clientId)) !== undefined;
  }
}

function isRefusal(error: unknown): error is DcrError {
  return error instanceof DcrError && error.status < 500;
}
