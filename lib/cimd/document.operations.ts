import { Inject, Injectable, type Type } from '@nestjs/common';
import { AuditLog } from '../audit/audit.log.js';
import { RejectionRecorder } from '../audit/rejection.recorder.js';
import type { DcrClient } from '../clients/client.entity.js';
import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import { DCR_OPTIONS, ResolvedDcrOptions } from '../options/resolved-options.js';
import { PolicyRunner } from '../registration/policy.runner.js';
import { RegistrationDecider } from '../registration/registration.decider.js';
import { RuleBookReader } from '../rules/rule-book.reader.js';
import { SessionRevocationService } from '../sessions/session-revocation.service.js';
import { SharedState } from '../state/shared.state.js';
import { AttemptCounter } from '../throttling/attempt.counter.js';
import { ClientDocumentResolver } from './client-document.resolver.js';
import { DiscoverySwitch } from './discovery.switch.js';
import { DocumentCapacityService } from './document-capacity.service.js';
import { DocumentDownloadService } from './document-download.service.js';
import { DocumentDiscoverer } from './document.discoverer.js';
import { DocumentRefresher } from './document.refresher.js';
import { DocumentRows } from './document.rows.js';
import { DocumentRules } from './document.rules.js';
import { DocumentStore } from './document.store.js';

/** What `ClientDocumentService` calls, loaded on demand. */
@Injectable()
export class DocumentOperations {
  readonly resolver: ClientDocumentResolver;

  constructor(
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
    @Inject(DCR_CLIENT_ENTITY) Client: Type<DcrClient>,
    database: DcrDatabase,
    state: SharedState,
    clients: ClientRows,
    audit: AuditLog,
    rejections: RejectionRecorder,
    attempts: AttemptCounter,
    revocation: SessionRevocationService,
    books: RuleBookReader,
    policy: PolicyRunner,
    decider: RegistrationDecider,
    downloads: DocumentDownloadService,
    paused: DiscoverySwitch,
  ) {
    const documents = new DocumentRows(database, clients);
    const rules = new DocumentRules(books);
    const capacity = new DocumentCapacityService(options, database, state, clients);
    const store = new DocumentStore(
      database,
      Client,
      options,
      clients,
      documents,
      capacity,
      audit,
      revocation,
      decider,
    );
    const discoverer = new DocumentDiscoverer(
      options,
      paused,
      attempts,
      capacity,
      downloads,
      decider,
      rules,
      store,
      documents,
      rejections,
    );
    const refresher = new DocumentRefresher(options, database, downloads, policy, rules, store);
    this.resolver = new ClientDocumentResolver(
      options,
      database,
      documents,
      discoverer,
      refresher,
      paused,
      rules,
    );
  }
}
