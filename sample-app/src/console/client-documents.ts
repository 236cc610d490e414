import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DcrClientDocument, type DcrClient } from 'nestjs-dcr';
import { In, Repository } from 'typeorm';

/** By client ID. */
export type DocumentsByClient = ReadonlyMap<string, DcrClientDocument>;

/** Reads what is known of the metadata documents of a whole page of clients; `DcrAdminService` has it for one client. */
@Injectable()
export class ClientDocuments {
  constructor(
    @InjectRepository(DcrClientDocument) private readonly documents: Repository<DcrClientDocument>,
  ) {}

  async of(clients: readonly DcrClient[]): Promise<DocumentsByClient> {
    const ids = clients.filter(({ source }) => source === 'cimd').map(({ clientId }) => clientId);
    const found = ids.length === 0 ? [] : await this.documents.findBy({ clientId: In(ids) });
    return new Map(found.map((document) => [document.clientId, document]));
  }
}
