import { Injectable } from '@nestjs/common';
import { OnDemandLoader } from '../async/on-demand.loader.js';
import type { DcrActor } from '../audit/actor.js';
import type { DcrClient } from '../clients/client.entity.js';
import type { DiscoveryOrigin, DocumentClients } from '../clients/document-clients.js';
import type { DocumentOperations } from './document.operations.js';
import type { RefreshResult } from './document.refresher.js';

/** Finds the client of a URL. The code for that is loaded on demand, because many applications never see such a client ID. */
@Injectable()
export class ClientDocumentService implements DocumentClients {
  private readonly operations: () => Promise<DocumentOperations>;

  constructor(onDemand: OnDemandLoader) {
    this.operations = onDemand.part(
      async () => (await import('./document.operations.js')).DocumentOperations,
    );
  }

  async resolve(clientId: string, { ip }: DiscoveryOrigin): Promise<DcrClient> {
    const { resolver } = await this.operations();
    return resolver.resolve(clientId, { ip });
  }

  /**
   * Asks for a document now, whatever its copy's age.
   *
   * @throws DcrClientNotFoundError, or DcrInvalidQueryError for a client without a document
   */
  async refresh(clientId: string, by: DcrActor): Promise<{ client: DcrClient } & RefreshResult> {
    const { resolver } = await this.operations();
    return resolver.refresh(clientId, by);
  }
}
