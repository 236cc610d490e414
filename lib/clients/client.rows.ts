import { Inject, Injectable, type Type } from '@nestjs/common';
import type { DeleteQueryBuilder, FindOptionsWhere, SelectQueryBuilder, UpdateQueryBuilder } from 'typeorm';
import { DcrDatabase } from '../database/dcr.database.js';
import { insertInto } from '../database/statements.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import type { Statement } from '../database/transaction.js';
import type { DcrClient } from './client.entity.js';
import { isClientId } from './client-id.js';

type Where = FindOptionsWhere<DcrClient>;

/** Owns the client table, even if the application has its own entity class. Queries use the alias `client`. */
@Injectable()
export class ClientRows {
  constructor(
    private readonly database: DcrDatabase,
    @Inject(DCR_CLIENT_ENTITY) readonly entity: Type<DcrClient>,
  ) {}

  /** Reads from the master, because the result decides something. */
  async find(clientId: unknown): Promise<DcrClient | null> {
    if (!isClientId(clientId)) return null;
    const client = await this.database.findOne(this.entity, { clientId });
    // Some collations ignore case or trailing spaces; client ids are compared byte for byte.
    return client?.clientId === clientId ? client : null;
  }

  async exists(where: Where): Promise<boolean> {
    return (await this.database.findOne(this.entity, where)) !== null;
  }

  count(where: Where | Where[]): Promise<number> {
    return this.database.count(this.entity, where);
  }

  query(): SelectQueryBuilder<DcrClient> {
    return this.database.dataSource.createQueryBuilder(this.entity, 'client');
  }

  update(): UpdateQueryBuilder<DcrClient> {
    return this.database.dataSource.createQueryBuilder().update(this.entity);
  }

  remove(): DeleteQueryBuilder<DcrClient> {
    return this.database.dataSource.createQueryBuilder().delete().from(this.entity);
  }

  insert(clients: DcrClient[]): Statement {
    return insertInto(this.database.dataSource, this.entity, clients);
  }
}
