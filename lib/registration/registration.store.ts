import { Inject, Injectable, type Type } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { isUniqueViolation } from '../database/failures.js';
import { insertInto } from '../database/statements.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import { execute } from '../database/transaction.js';
import { RegistrationSwitch } from '../state/registration-switch.js';
import { ClientCapacity } from '../clients/client-capacity.js';
import { newClientId } from './issue-client.js';

const ATTEMPTS = 3;

/** Stores a new client together with the audit event that says so: both or neither. */
@Injectable()
export class RegistrationStore {
  constructor(
    private readonly database: DcrDatabase,
    private readonly audit: AuditLog,
    private readonly registration: RegistrationSwitch,
    private readonly capacity: ClientCapacity,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
  ) {}

  /** @throws DcrError 503 when the database is away, 500 when it refused a row */
  async save(client: DcrClient, event: DcrAuditEvent): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.insert(client, event);
        this.audit.publish(event);
        return;
      } catch (error) {
        // 128 random bits do not collide by chance; whatever made them collide, nobody's client is overwritten.
        if (attempt === ATTEMPTS || !isUniqueViolation((error as Error).cause)) throw error;
        client.clientId = newClientId();
        event.clientId = client.clientId;
      }
    }
  }

  private insert(client: DcrClient, event: DcrAuditEvent): Promise<void> {
    const { audit, Client } = this;
    const { dataSource } = this.database;
    const { registration, capacity } = this;
    return this.database.write(function* () {
      if (client.source === 'dcr') {
        yield* registration.requireOpen();
        yield* capacity.requireRoom();
      }
      yield* execute(insertInto(dataSource, Client, client));
      yield* audit.write(event);
    });
  }
}
