import { asGiven } from '../async/as-given.js';
import type { DcrActor } from '../audit/actor.js';
import type { DcrClientDocument } from '../cimd/client-document.entity.js';
import type { RefreshResult } from '../cimd/document.refresher.js';
import type { DcrClient } from '../clients/client.entity.js';
import type { RevocationResult } from '../sessions/session-revocation.service.js';
import type { AdminOperations } from './admin.operations.js';
import type { BulkOptions, BulkResult } from './bulk.service.js';
import type { ClientDetails } from './client-details.reader.js';
import type { ClientExplanation } from './client.explainer.js';
import type { ClientFilter } from './client-filter.js';
import type { ClientPage } from './client-listing.service.js';
import type { ListClientsQuery } from './list-clients.query.js';
import type { ListRedirectHostsQuery } from './list-redirect-hosts.query.js';
import type { Page } from './page.js';
import type { RedirectHostSummary } from './redirect-host-listing.service.js';
import type { IsRefused } from './refused-clients.finder.js';

/** The part of `DcrAdminService` that works on clients, one or many. */
export abstract class ClientOperations {
  /** @internal */
  protected abstract readonly operations: () => Promise<AdminOperations>;

  /**
   * Calls the operations with the arguments as they are now, because loading the operations may take time.
   *
   * @internal
   */
  protected async call<Given extends unknown[], Result>(
    operation: (operations: AdminOperations, ...given: Given) => Promise<Result>,
    ...given: Given
  ): Promise<Result> {
    const copies = given.map(asGiven) as Given;
    return operation(await this.operations(), ...copies);
  }

  /**
   * Lists clients, newest first by default, with the number of clients in each status.
   *
   * @param query a member that is `undefined` counts as absent
   * @throws DcrInvalidQueryError (400)
   */
  listClients(query: ListClientsQuery = {}): Promise<ClientPage> {
    return this.call(({ listing }, ...given) => listing.list(...given), query);
  }

  /**
   * Lists the hosts that clients send users to, with their numbers of clients and open sessions. A client with several hosts
   * counts under each of them; one whose redirect URIs have no host, such as `com.example.app:/callback`, under none. Above
   * 100,000 clients, the numbers may be up to 30 seconds old.
   *
   * @throws DcrInvalidQueryError (400)
   */
  listRedirectHosts(query: ListRedirectHostsQuery = {}): Promise<Page<RedirectHostSummary>> {
    return this.call(({ redirectHosts }, ...given) => redirectHosts.list(...given), query);
  }

  /**
   * Registers a client by hand, under the same rules but without the policy and the cap. Its source is `manual`, and
   * the cleanup never removes it.
   *
   * @param metadata with RFC 7591's member names
   * @throws DcrError 400
   */
  createClient(metadata: unknown, by: DcrActor = {}): Promise<{ client: DcrClient }> {
    return this.call(
      async ({ preregistration }, ...given) => ({ client: await preregistration.create(...given) }),
      metadata,
      by,
    );
  }

  /**
   * Returns a client with its sessions, its latest audit events and the number of its copies.
   *
   * @throws DcrClientNotFoundError
   */
  getClient(clientId: string): Promise<ClientDetails> {
    return this.call(({ details }, ...given) => details.read(...given), clientId);
  }

  /**
   * Returns what is known of the metadata documents of these clients, which may be of any source.
   *
   * @internal for the list of the console
   */
  async documentsOf(clients: readonly DcrClient[]): Promise<DcrClientDocument[]> {
    const { documentRows } = await this.operations();
    return documentRows.findDocuments(
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
    return this.call(({ explainer }, ...given) => explainer.explain(...given), clientId);
  }

  /**
   * Disables the client and revokes its sessions. Every replica then refuses it at authorization, code redemption and
   * refresh.
   *
   * @throws DcrClientNotFoundError
   */
  disableClient(clientId: string, by: DcrActor = {}): Promise<{ client: DcrClient } & RevocationResult> {
    return this.call(async ({ lifecycle }, actor) => {
      const { revocation } = await lifecycle.disable(clientId, actor);
      return { client: await lifecycle.get(clientId), ...revocation };
    }, by);
  }

  /**
   * Enables the client, or approves it if it is pending. Revoked sessions stay revoked. The ages of the cleanup start
   * again. This may exceed `maxClients`, which applies to registration only: a warning is then logged.
   *
   * @throws DcrClientNotFoundError
   */
  enableClient(clientId: string, by: DcrActor = {}): Promise<{ client: DcrClient }> {
    return this.call(async ({ lifecycle, capacity }, actor) => {
      await lifecycle.enable(clientId, actor);
      await capacity.warnIfExceeded();
      return { client: await lifecycle.get(clientId) };
    }, by);
  }

  /**
   * Ends every open session of the client.
   *
   * @throws DcrClientNotFoundError
   */
  revokeSessions(clientId: string, by: DcrActor = {}): Promise<RevocationResult> {
    return this.call(async ({ lifecycle }, actor) => {
      await lifecycle.get(clientId);
      return (await lifecycle.revoke(clientId, actor)).revocation;
    }, by);
  }

  /** Removes the client and revokes its sessions; its audit events stay. Does nothing if the client does not exist. */
  deleteClient(clientId: string, by: DcrActor = {}): Promise<RevocationResult> {
    return this.call(
      async ({ lifecycle }, actor) => (await lifecycle.delete(clientId, actor)).revocation,
      by,
    );
  }

  /**
   * {@link disableClient} for every client that matches the filter, each in its own transaction. With `dryRun`, it only
   * counts them.
   *
   * @param filter `{ all: true }` selects every client
   * @throws DcrInvalidQueryError (400) for an empty filter, or a member that is `undefined` or `''`
   */
  disableClients(filter: ClientFilter, by?: DcrActor, options?: BulkOptions): Promise<BulkResult> {
    return this.call(({ bulk }, ...given) => bulk.run('disable', ...given), filter, by, options);
  }

  /**
   * {@link enableClient} for every client that matches the filter, each in its own transaction.
   *
   * @throws DcrInvalidQueryError (400)
   */
  enableClients(filter: ClientFilter, by?: DcrActor, options?: BulkOptions): Promise<BulkResult> {
    return this.call(
      async ({ bulk, capacity }, ...given) => {
        const result = await bulk.run('enable', ...given);
        if (result.changed > 0) await capacity.warnIfExceeded();
        return result;
      },
      filter,
      by,
      options,
    );
  }

  /**
   * {@link revokeSessions} for every client that matches the filter, each in its own transaction.
   *
   * @throws DcrInvalidQueryError (400)
   */
  revokeClientsSessions(filter: ClientFilter, by?: DcrActor, options?: BulkOptions): Promise<BulkResult> {
    return this.call(({ bulk }, ...given) => bulk.run('revoke', ...given), filter, by, options);
  }

  /**
   * {@link deleteClient} for every client that matches the filter, each in its own transaction.
   *
   * @throws DcrInvalidQueryError (400)
   */
  deleteClients(filter: ClientFilter, by?: DcrActor, options?: BulkOptions): Promise<BulkResult> {
    return this.call(({ bulk }, ...given) => bulk.run('delete', ...given), filter, by, options);
  }

  /**
   * Finds the active and pending clients that could not register today: those with a redirect URI outside the current
   * `redirectUris` rules (`authorize` already refuses them), and those for which `isRefused` returns `true`. The policy
   * decides about new registrations only; pass the check that it makes.
   *
   * @example for await (const { clientId } of admin.findRefusedClients()) await admin.disableClient(clientId, by);
   */
  async *findRefusedClients(isRefused?: IsRefused): AsyncGenerator<DcrClient> {
    const { refusedClients } = await this.operations();
    yield* refusedClients.find(isRefused);
  }

  /**
   * Asks for the metadata document of a client now, even while its stored copy is fresh or discovery is paused.
   *
   * @throws DcrClientNotFoundError; DcrInvalidQueryError (400) for a client of another source
   */
  refreshClient(clientId: string, by: DcrActor = {}): Promise<{ client: DcrClient } & RefreshResult> {
    return this.call(({ documents }, ...given) => documents.refresh(...given), clientId, by);
  }
}
