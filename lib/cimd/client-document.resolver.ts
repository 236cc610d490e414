import type { DcrActor } from '../audit/actor.js';
import type { DcrClient } from '../clients/client.entity.js';
import type { DiscoveryOrigin } from '../clients/document-clients.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrClientNotFoundError, DcrInvalidQueryError } from '../errors/index.js';
import { documentHost, matchesHost } from '../fetching/document-url.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { normalizeAddress } from '../text/ip-address.js';
import { DiscoverySwitch } from './discovery.switch.js';
import { DocumentDiscoverer, type UnknownDocument } from './document.discoverer.js';
import { unreachableDocument, unusableDocument } from './document.errors.js';
import { DocumentRules } from './document.rules.js';
import { DocumentRefresher, type RefreshResult } from './document.refresher.js';
import { DocumentRows, type KnownClient } from './document.rows.js';

/** A fresh copy is refreshed behind the answer once this share of its lifetime has passed. */
const REFRESH_AHEAD = 0.75;
const PAUSED_WAIT_MS = 5_000;

/** Finds the client of a URL: from the stored copy while it is fresh, else by fetching its document. */
export class ClientDocumentResolver {
  constructor(
    private readonly options: ResolvedDcrOptions,
    private readonly database: DcrDatabase,
    private readonly rows: DocumentRows,
    private readonly discoverer: DocumentDiscoverer,
    private readonly refresher: DocumentRefresher,
    private readonly paused: DiscoverySwitch,
    private readonly rules: DocumentRules,
  ) {}

  async resolve(clientId: string, origin: DiscoveryOrigin): Promise<DcrClient> {
    const ip = origin.ip === undefined ? undefined : normalizeAddress(origin.ip);
    const known = await this.rows.find(clientId);
    // A client of the application's own is never fetched.
    if (known && known.client.source !== 'cimd') return known.client;
    const host = this.options.cimd.enabled ? this.hostOf(clientId) : undefined;
    if (host === undefined) return this.discoverer.refuse({ clientId, host: '', ip }, 'url');
    if (!this.isListed(host)) return this.discoverer.refuse({ clientId, host, ip }, 'host');
    const asked = { clientId, host, ip };
    if (!known?.document) return this.permitted(asked, await this.discoverer.discover(asked));
    const { client } = known;
    if (client.status !== 'active') return client;
    await this.permitted(asked, client);
    const current = await this.current(known, host);
    return current === client ? client : this.permitted(asked, current);
  }

  /**
   * Asks for a document now, whatever its copy's age.
   *
   * @throws DcrClientNotFoundError, or DcrInvalidQueryError for a client without a document
   */
  async refresh(clientId: string, by: DcrActor): Promise<{ client: DcrClient } & RefreshResult> {
    const known = await this.rows.find(clientId);
    if (!known) throw new DcrClientNotFoundError();
    const host = this.hostOf(clientId);
    if (known.client.source !== 'cimd' || !known.document || host === undefined) {
      throw new DcrInvalidQueryError('Only a client with a metadata document can be refreshed.');
    }
    if (!this.options.cimd.enabled) throw new DcrInvalidQueryError('The option cimd is not enabled.');
    if (!this.isListed(host)) return { client: known.client, outcome: 'unreachable', cause: 'host' };
    const result = await this.refresher.refresh(known, host, by);
    return { client: (await this.rows.find(clientId))?.client ?? known.client, ...result };
  }

  /** Rules decide each time, also about a copy that is fresh, and about what the document has become. */
  private async permitted(asked: UnknownDocument, client: DcrClient): Promise<DcrClient> {
    const denial = await this.rules.denialOf(client);
    return denial ? this.discoverer.refuse(asked, 'rule', denial.ruleId) : client;
  }

  private async current(known: KnownClient, host: string): Promise<DcrClient> {
    const { client } = known;
    const document = known.document!;
    const now = this.database.now().getTime();
    const wait = this.refresher.waitFor(document);
    const [fetchedAt, expiresAt] = [document.fetchedAt.getTime(), document.expiresAt.getTime()];
    if (!document.withdrawnAt && now < expiresAt) {
      const isOld = now >= fetchedAt + (expiresAt - fetchedAt) * REFRESH_AHEAD;
      if (isOld && wait === 0 && !(await this.paused.isPausedHere()))
        this.refresher.refreshAhead(known, host);
      return client;
    }
    if (wait > 0) return this.withoutAsking(known, wait);
    if (await this.paused.isPausedHere()) return this.withoutAsking(known, PAUSED_WAIT_MS);
    const { outcome, cause } = await this.refresher.refresh(known, host);
    const refreshed = await this.rows.find(client.clientId);
    if (!refreshed?.document) throw unusableDocument('metadata');
    if (outcome === 'withdrawn') throw unusableDocument(cause ?? 'metadata');
    if (outcome === 'unreachable')
      return this.withoutAsking(refreshed, this.refresher.waitFor(refreshed.document));
    return refreshed.client;
  }

  /** The stored copy stands in for the document, unless it is withdrawn or too old. */
  private withoutAsking({ client, document }: KnownClient, wait: number): DcrClient {
    const { withdrawnAt, expiresAt, lastReason } = document!;
    if (withdrawnAt) throw unusableDocument(lastReason ?? 'metadata');
    const isTooOld = this.database.now().getTime() >= expiresAt.getTime() + this.options.cimd.staleFor;
    if (isTooOld) throw unreachableDocument(lastReason ?? 'connect', wait);
    return client;
  }

  private isListed(host: string): boolean {
    const { hosts } = this.options.cimd;
    return !hosts || matchesHost(host, hosts);
  }

  private hostOf(clientId: string): string | undefined {
    const { testHosts = {} } = this.options.cimd;
    return documentHost(clientId, (host) => Object.hasOwn(testHosts, host));
  }
}
