import { Inject } from '@nestjs/common';
import type { DcrActor } from '../audit/actor.js';
import { ClientDocumentResolver } from '../cimd/client-document.resolver.js';
import type { DcrClientDocument } from '../cimd/client-document.entity.js';
import { DocumentRows } from '../cimd/document.rows.js';
import type { RefreshResult } from '../cimd/document.refresher.js';
import type { DcrClient } from '../clients/client.entity.js';
import { ClientCapacityService } from '../registration/client-capacity.service.js';
import { PreregistrationService } from '../registration/preregistration.service.js';
import type { RevocationResult } from '../sessions/session-revocation.service.js';
import { BulkService, type BulkOptions, type BulkResult } from './bulk.service.js';
import { type ClientDetails, ClientDetailsReader } from './client-details.reader.js';
import { ClientExplainer, type ClientExplanation } from './client.explainer.js';
import type { ClientFilter } from './client-filter.js';
import { ClientLifecycleService } from './client-lifecycle.service.js';
import { ClientListingService, type ClientPage } from './client-listing.service.js';
import type { ListClientsQuery } from './list-clients.query.js';
import type { ListRedirectHostsQuery } from './list-redirect-hosts.query.js';
import type { Page } from './page.js';
import { RedirectHostListingService, type RedirectHostSummary } from './redirect-host-listing.service.js';
import { type IsRefused, RefusedClientsFinder } from './refused-clients.finder.js';

/** The part of `DcrAdminService` that works on clients, one or many. */
export abstract class ClientOperations {
  @Inject() private readonly listing!: ClientListingService;
  @Inject() private readonly redirectHosts!: RedirectHostListingService;
  @Inject() private readonly lifecycle!: ClientLifecycleService;
  @Inject() private readonly details!: ClientDetailsReader;
  @Inject() private readonly explainer!: ClientExplainer;
  @Inject() private readonly bulk!: BulkService;
  @Inject() private readonly refusedClients!: RefusedClientsFinder;
  @Inject() private readonly capacity!: ClientCapacityService;
  @Inject() private readonly preregistration!: PreregistrationService;
  @Inject() private readonly documents!: ClientDocumentResolver;
  @Inject() private readonly documentRows!: DocumentRows;

  /**
   * Lists clients, newest first by default, with the number of clients in each status.
   *
   * @param query a member that is `undefined` counts as absent
   * @throws DcrInvalidQueryError (400)
   */
  listClients(query: ListClientsQuery = {}): Promise<ClientPage> {
    return this.listing.list(query);
  }

  /**
   * Lists the hosts that clients send users to, with their numbers of clients and open sessions. A client with several hosts
   * counts under each of them; one whose redirect URIs have no host, such as `com.example.app:/callback`, under none. Above
   * 100,000 clients, the numbers may be up to 30 seconds old.
   *
   * @throws DcrInvalidQueryError (400)
   */
  listRedirectHosts(query: ListRedirectHostsQuery = {}): Promise<Page<RedirectHostSummary>> {
    return this.redirectHosts.list(query);
  }

  /**
   * Registers a client by hand, under the same rules but without the policy and the cap. Its source is `manual`, and
   * the cleanup never removes it.
   *
   * @param metadata with RFC 7591's member names
   * @throws DcrError 400
   */
  async createClient(metadata: unknown, by: DcrActor = {}): Promise<{ client: DcrClient }> {
    return { client: await this.preregistration.create(metadata, by) };
  }

  /**
   * Returns a client with its sessions, its latest audit events and the number of its copies.
   *
   * @throws DcrClientNotFoundError
   */
  getClient(clientId: string): Promise<ClientDetails> {
    return this.details.read(clientId);
  }

  /**
   * Returns what is known of the metadata documents of these clients, which may be of any source.
   *
   * @internal for the list of the console
   */
  documentsOf(clients: readonly DcrClient[]): Promise<DcrClientDocument[]> {
    return this.documentRows.findDocuments(
      clients.filter(({ source }) => source === 'cimd').map(({ clientId }) => clientId),
    );
  }

  /**
   * Returns what a public page may say about a client, such as the error page of your authorization server: its
   * status and since when, but neither who changed it nor why ({@link getClient} has those). Accepts any text as a
   * client id. A removed client is `unknown` once its audit events are older than `audit.retention`.
   *
   * @throws DcrError 503 when the database is unavailable
   */
  explainClient(clientId: string): Promise<ClientExplanation> {
    return this.explainer.explain(clientId);
  }

  /**
   * Disables the client and revokes its sessions. Every replica then refuses it at authorization, code redemption and
   * refresh.
   *
   * @throws DcrClientNotFoundError
   */
  async disableClient(clientId: string, by?: DcrActor): Promise<{ client: DcrClient } & RevocationResult> {
    const { revocation } = await this.lifecycle.disable(clientId, by);
    return { client: await this.lifecycle.get(clientId), ...revocation };
  }

  /**
   * Enables the client, or approves it if it is pending. Revoked sessions stay revoked. The ages of the cleanup start
   * again. This may exceed `maxClients`, which applies to registration only: a warning is then logged.
   *
   * @throws DcrClientNotFoundError
   */
  async enableClient(clientId: string, by?: DcrActor): Promise<{ client: DcrClient }> {
    await this.lifecycle.enable(clientId, by);
    await this.capacity.warnIfExceeded();
    return { client: await this.lifecycle.get(clientId) };
  }

  /**
   * Ends every open session of the client.
   *
   * @throws DcrClientNotFoundError
   */
  async revokeSessions(clientId: string, by?: DcrActor): Promise<RevocationResult> {
    await this.lifecycle.get(clientId);
    return (await this.lifecycle.revoke(clientId, by)).revocation;
  }

  /** Removes the client and revokes its sessions; its audit events stay. Does nothing if the client does not exist. */
  async deleteClient(clientId: string, by?: DcrActor): Promise<RevocationResult> {
    return (await this.lifecycle.delete(clientId, by)).revocation;
  }

  /**
   * {@link disableClient} for every client that matches the filter, each in its own transaction. With `dryRun`, it only
   * counts them.
   *
   * @param filter `{ all: true }` selects every client
   * @throws DcrInvalidQueryError (400) for an empty filter, or a member that is `undefined` or `''`
   */
  disableClients(filter: ClientFilter, by?: DcrActor, options?: BulkOptions): Promise<BulkResult> {
    return this.bulk.run('disable', filter, by, options);
  }

  /**
   * {@link enableClient} for every client that matches the filter, each in its own transaction.
   *
   * @throws DcrInvalidQueryError (400)
   */
  async enableClients(filter: ClientFilter, by?: DcrActor, options?: BulkOptions): Promise<BulkResult> {
    const result = await this.bulk.run('enable', filter, by, options);
    if (result.changed > 0) await this.capacity.warnIfExceeded();
    return result;
  }

  /**
   * {@link revokeSessions} for every client that matches the filter, each in its own transaction.
   *
   * @throws DcrInvalidQueryError (400)
   */
  revokeClientsSessions(filter: ClientFilter, by?: DcrActor, options?: BulkOptions): Promise<BulkResult> {
    return this.bulk.run('revoke', filter, by, options);
  }

  /**
   * {@link deleteClient} for every client that matches the filter, each in its own transaction.
   *
   * @throws DcrInvalidQueryError (400)
   */
  deleteClients(filter: ClientFilter, by?: DcrActor, options?: BulkOptions): Promise<BulkResult> {
    return this.bulk.run('delete', filter, by, options);
  }

  /**
   * Finds the active and pending clients that could not register today: those with a redirect URI outside the current
   * `redirectUris` rules (`authorize` already refuses them), and those for which `isRefused` returns `true`. The policy
   * decides about new registrations only; pass the check that it makes.
   *
   * @example for await (const { clientId } of admin.findRefusedClients()) await admin.disableClient(clientId, by);
   */
  findRefusedClients(isRefused?: IsRefused): AsyncGenerator<DcrClient> {
    return this.refusedClients.find(isRefused);
  }

  /**
   * Asks for the metadata document of a client now, even while its stored copy is fresh or discovery is paused.
   *
   * @throws DcrClientNotFoundError; DcrInvalidQueryError (400) for a client of another source
   */
  refreshClient(clientId: string, by: DcrActor = {}): Promise<{ client: DcrClient } & RefreshResult> {
    return this.documents.refresh(clientId, by);
  }
}
