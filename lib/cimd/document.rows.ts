import { In, type SelectQueryBuilder } from 'typeorm';
import type { DcrClient } from '../clients/client.entity.js';
import { isClientId } from '../clients/client-id.js';
import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { RepeatedQuery } from '../database/repeated-query.js';
import { insertInto } from '../database/statements.js';
import { step, type Steps } from '../database/transaction.js';
import { DcrClientDocument } from './client-document.entity.js';

/** A client, with what is known of its document if it has one. */
export interface KnownClient {
  client: DcrClient;
  document: DcrClientDocument | null;
}

/** Owns the table of the metadata documents. */
export class DocumentRows {
  private readonly known = new RepeatedQuery(() =>
    this.clients
      .query()
      .leftJoinAndMapOne(
        'client.document',
        DcrClientDocument,
        'document',
        'document.clientId = client.clientId',
      )
      .where('client.clientId = :clientId', { clientId: '' }),
  );

  constructor(
    private readonly database: DcrDatabase,
    private readonly clients: ClientRows,
  ) {}

  /** Finds a client and its document in one statement, from the master. */
  async find(clientId: string): Promise<KnownClient | null> {
    if (!isClientId(clientId)) return null;
    const found = await this.database.read(this.known.with(clientId), (one) => one.getOne());
    if (found?.clientId !== clientId) return null;
    const { document, ...client } = found as DcrClient & { document?: DcrClientDocument | null };
    return { client: Object.assign(new this.clients.entity(), client), document: document ?? null };
  }

  findDocument(clientId: string): Promise<DcrClientDocument | null> {
    return this.database.findOne(DcrClientDocument, { clientId });
  }

  /** The documents of a page of clients, in no particular order. */
  findDocuments(clientIds: string[]): Promise<DcrClientDocument[]> {
    if (clientIds.length === 0) return Promise.resolve([]);
    const query = this.database.dataSource.createQueryBuilder(DcrClientDocument, 'document');
    return this.database.read(query.where({ clientId: In(clientIds) }), (page) => page.getMany());
  }

  *insertSteps(document: DcrClientDocument): Steps<void> {
    // A client that was cleaned up may have left its document until the sweep ends.
    yield* this.removeSteps(document.clientId);
    yield* step(insertInto(this.database.dataSource, DcrClientDocument, [document]));
  }

  *removeSteps(clientId: string): Steps<void> {
    yield* step(this.removal([clientId]));
  }

  /** @returns whether the row was changed: it is not if the document is gone, or has another hash by now */
  *updateSteps(
    { clientId, hash }: Pick<DcrClientDocument, 'clientId' | 'hash'>,
    changes: Partial<DcrClientDocument>,
  ): Steps<boolean> {
    const update = this.database.dataSource.createQueryBuilder().update(DcrClientDocument).set(changes);
    return (yield* step(update.where({ clientId, hash }))).affected > 0;
  }

  async update(document: DcrClientDocument, changes: Partial<DcrClientDocument>): Promise<boolean> {
    return this.database.write(() => this.updateSteps(document, changes));
  }

  /** Removes documents whose client was cleaned up, or pinned by the application. @param between called before each batch */
  async removeOrphans(batchSize: number, between: () => Promise<void>): Promise<void> {
    let found: DcrClientDocument[];
    do {
      await between();
      found = await this.database.forSweep.read(this.orphans().limit(batchSize), (query) => query.getMany());
      if (found.length === 0) return;
      await this.database.forSweep.execute(this.removal(found.map(({ clientId }) => clientId)));
    } while (found.length === batchSize);
  }

  private orphans(): SelectQueryBuilder<DcrClientDocument> {
    const query = this.database.dataSource.createQueryBuilder(DcrClientDocument, 'document');
    const client = query
      .subQuery()
      .select('1')
      .from(this.clients.entity, 'client')
      .where(`client.clientId = document.clientId AND client.source = 'cimd'`)
      .getQuery();
    return query.where(`NOT EXISTS ${client}`);
  }

  private removal(clientIds: string[]) {
    const remove = this.database.dataSource.createQueryBuilder().delete().from(DcrClientDocument);
    return remove.where({ clientId: In(clientIds) });
  }
}
