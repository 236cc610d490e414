import { StorageUnavailableError } from 'nestjs-dcr/oidc-provider';
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { IsNull, type Repository } from 'typeorm';
import type { OidcRecord } from './oidc-record.entity.js';

export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** The provider's storage in one table. Every method is a single statement, and therefore atomic. */
export class OidcRecordAdapter implements Adapter {
  constructor(
    private readonly model: string,
    private readonly records: Repository<OidcRecord>,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { grantId = null, uid = null, accountId = null } = payload;
    await reach(
      this.records.upsert(
        {
          id: this.key(id),
          model: this.model,
          payload,
          grantId,
          uid,
          accountId,
          expiresAt: expiresIn === undefined ? null : now() + expiresIn,
        },
        ['id'],
      ),
    );
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    // The id comes from the request, and PostgreSQL rejects a NUL.
    if (id.includes('\0')) return undefined;
    return toPayload(await reach(this.records.findOneBy({ id: this.key(id) })));
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return toPayload(await reach(this.records.findOneBy({ model: this.model, uid })));
  }

  /** Only the device flow uses user codes, and it is disabled. */
  async findByUserCode(): Promise<undefined> {}

  /** Of two requests with the same code or refresh token, only one succeeds. */
  async consume(id: string): Promise<void> {
    const unused = { id: this.key(id), consumedAt: IsNull() };
    const { affected } = await reach(this.records.update(unused, { consumedAt: now() }));
    if (affected === 0) throw new errors.InvalidGrant('already used');
  }

  async destroy(id: string): Promise<void> {
    await reach(this.records.delete({ id: this.key(id) }));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await reach(this.records.delete({ model: this.model, grantId }));
  }

  private key(id: string): string {
    return `${this.model}:${id}`;
  }
}

function toPayload(record: OidcRecord | null): AdapterPayload | undefined {
  if (!record) return undefined;
  return {
    ...(record.payload as AdapterPayload),
    ...(record.consumedAt === null ? undefined : { consumed: record.consumedAt }),
  };
}

/** An unavailable database is worth a retry: answer 503, not 500. */
function reach<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw new StorageUnavailableError(cause);
  });
}
