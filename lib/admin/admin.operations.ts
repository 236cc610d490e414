import { Inject, Injectable, type Type } from '@nestjs/common';
import { AuditLog } from '../audit/audit.log.js';
import { ClientDocumentService } from '../cimd/client-document.service.js';
import { DiscoverySwitch } from '../cimd/discovery.switch.js';
import { DocumentRows } from '../cimd/document.rows.js';
import type { DcrClient } from '../clients/client.entity.js';
import { ClientRows } from '../clients/client.rows.js';
import { SharedClientRows } from '../clients/shared-client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import { DCR_OPTIONS, ResolvedDcrOptions } from '../options/resolved-options.js';
import { ClientCapacityService } from '../registration/client-capacity.service.js';
import { PreregistrationService } from '../registration/preregistration.service.js';
import { RegistrationDecider } from '../registration/registration.decider.js';
import { RegistrationExplainer } from '../registration/registration.explainer.js';
import { RegistrationStore } from '../registration/registration.store.js';
import { RegistrationSwitch } from '../registration/registration.switch.js';
import { MatchingClientsCounter } from '../rules/matching-clients.counter.js';
import { RuleBookReader } from '../rules/rule-book.reader.js';
import { RuleStore } from '../rules/rule.store.js';
import { SessionRevocationService } from '../sessions/session-revocation.service.js';
import { SharedState } from '../state/shared.state.js';
import { AuditListingService } from './audit-listing.service.js';
import { BulkService } from './bulk.service.js';
import { ClientDetailsReader } from './client-details.reader.js';
import { ClientExplainer } from './client.explainer.js';
import { ClientLifecycleService } from './client-lifecycle.service.js';
import { ClientListingService } from './client-listing.service.js';
import { DayStatisticsReader } from './day-statistics.reader.js';
import { RedirectHostListingService } from './redirect-host-listing.service.js';
import { RefusedClientsFinder } from './refused-clients.finder.js';
import { RuleListingService } from './rule-listing.service.js';
import { RulesService } from './rules.service.js';
import { SessionEndingService } from './session-ending.service.js';
import { SessionListingService } from './session-listing.service.js';
import { StatisticsService } from './statistics.service.js';

/**
 * What `DcrAdminService` calls, loaded on demand: an application starts faster without this file and what only it imports.
 */
@Injectable()
export class AdminOperations {
  readonly listing: ClientListingService;
  readonly lifecycle: ClientLifecycleService;
  readonly bulk: BulkService;
  readonly details: ClientDetailsReader;
  readonly explainer: ClientExplainer;
  readonly refusedClients: RefusedClientsFinder;
  readonly redirectHosts: RedirectHostListingService;
  readonly preregistration: PreregistrationService;
  readonly registrationExplainer: RegistrationExplainer;
  readonly rules: RulesService;
  readonly ruleListing: RuleListingService;
  readonly sessionListing: SessionListingService;
  readonly sessionEnding: SessionEndingService;
  readonly auditListing: AuditListingService;
  readonly statistics: StatisticsService;
  readonly documentRows: DocumentRows;

  constructor(
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
    @Inject(DCR_CLIENT_ENTITY) Client: Type<DcrClient>,
    database: DcrDatabase,
    audit: AuditLog,
    clients: ClientRows,
    revocation: SessionRevocationService,
    registration: RegistrationSwitch,
    discovery: DiscoverySwitch,
    decider: RegistrationDecider,
    store: RegistrationStore,
    books: RuleBookReader,
    state: SharedState,
    readonly capacity: ClientCapacityService,
    readonly documents: ClientDocumentService,
  ) {
    const sharedClients = new SharedClientRows(database, clients);
    this.documentRows = new DocumentRows(database, clients);
    this.auditListing = new AuditListingService(database);
    this.listing = new ClientListingService(database, clients);
    this.lifecycle = new ClientLifecycleService(
      database,
      audit,
      revocation,
      clients,
      sharedClients,
      this.documentRows,
    );
    this.bulk = new BulkService(database, this.listing, this.lifecycle);
    this.details = new ClientDetailsReader(
      database,
      this.lifecycle,
      clients,
      this.auditListing,
      this.documentRows,
    );
    this.explainer = new ClientExplainer(database, clients);
    this.refusedClients = new RefusedClientsFinder(this.listing, options);
    this.redirectHosts = new RedirectHostListingService(database, clients);
    this.preregistration = new PreregistrationService(options, Client, database, store, audit);
    this.registrationExplainer = new RegistrationExplainer(
      options,
      Client,
      database,
      registration,
      decider,
      capacity,
      sharedClients,
    );
    const ruleStore = new RuleStore(database, state, audit, books);
    this.rules = new RulesService(
      database,
      ruleStore,
      clients,
      new MatchingClientsCounter(database, clients),
    );
    this.ruleListing = new RuleListingService(database);
    this.sessionListing = new SessionListingService(database);
    this.sessionEnding = new SessionEndingService(database, audit, revocation);
    const days = new DayStatisticsReader(database);
    this.statistics = new StatisticsService(
      database,
      registration,
      discovery,
      capacity,
      clients,
      days,
      options,
    );
  }
}
