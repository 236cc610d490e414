import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectRepository } from '@nestjs/typeorm';
import type { AdapterFactory } from 'oidc-provider';
import { LessThan, Repository } from 'typeorm';
import { OidcRecordAdapter, now } from './oidc-record.adapter.js';
import { OidcRecord } from './oidc-record.entity.js';

const HOUR = 3_600_000;

@Injectable()
export class OidcRecordsService {
  /** For the provider's configuration. */
  readonly adapter: AdapterFactory = (model) => new OidcRecordAdapter(model, this.records);

  constructor(@InjectRepository(OidcRecord) private readonly records: Repository<OidcRecord>) {}

  /**
   * Remembers which version of a client's metadata document a user saw.
   *
   * @param id of the interaction that showed it, or of the grant to which the user consented
   * @param expiresIn seconds
   */
  async rememberDocument(id: string, hash: string, expiresIn: number): Promise<void> {
    await this.adapter('SeenDocument').upsert(id, { hash }, expiresIn);
  }

  /** The hash of that version; `undefined` if the user has not seen one. */
  async seenDocument(id: string): Promise<string | undefined> {
    const payload = await this.adapter('SeenDocument').find(id);
    return payload ? String(payload['hash']) : undefined;
  }

  /** The grants of a user that have not expired. */
  grantsOf(accountId: string): Promise<OidcRecord[]> {
    return this.records
      .findBy({ model: 'Grant', accountId })
      .then((grants) => grants.filter(({ expiresAt }) => expiresAt === null || expiresAt > now()));
  }

  @Interval(HOUR)
  async removeExpired(): Promise<void> {
    await this.records.delete({ expiresAt: LessThan(now()) });
  }
}
