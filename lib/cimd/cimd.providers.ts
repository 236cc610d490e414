import type { Provider } from '@nestjs/common';
import { DCR_DOCUMENT_CLIENTS } from '../clients/document-clients.js';
import { ClientDocumentResolver } from './client-document.resolver.js';
import { DiscoverySwitch } from './discovery.switch.js';
import { DocumentCapacityService } from './document-capacity.service.js';
import { DocumentDiscoverer } from './document.discoverer.js';
import { DocumentDownloadService } from './document-download.service.js';
import { DocumentRefresher } from './document.refresher.js';
import { DocumentRows } from './document.rows.js';
import { DocumentRules } from './document.rules.js';
import { DocumentStore } from './document.store.js';

export const cimdProviders: Provider[] = [
  ClientDocumentResolver,
  { provide: DCR_DOCUMENT_CLIENTS, useExisting: ClientDocumentResolver },
  DocumentDiscoverer,
  DocumentRefresher,
  DocumentDownloadService,
  DocumentStore,
  DocumentCapacityService,
  DocumentRules,
  DocumentRows,
  DiscoverySwitch,
];
