import type { Provider } from '@nestjs/common';
import { DCR_DOCUMENT_CLIENTS } from '../clients/document-clients.js';
import { ClientDocumentService } from './client-document.service.js';
import { DiscoverySwitch } from './discovery.switch.js';
import { DocumentDownloadService } from './document-download.service.js';

/** `DocumentOperations` is not here: `ClientDocumentService` makes it at its first use. */
export const cimdProviders: Provider[] = [
  ClientDocumentService,
  { provide: DCR_DOCUMENT_CLIENTS, useExisting: ClientDocumentService },
  DocumentDownloadService,
  DiscoverySwitch,
];
