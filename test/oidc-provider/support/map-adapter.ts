import type { Adapter, AdapterPayload } from 'oidc-provider';

/** The smallest adapter that a provider works with. It records the models that it was created for. */
export class MapAdapter implements Adapter {
  static models: string[] = [];
  private readonly payloads = new Map<string, AdapterPayload>();

  constructor(readonly model: string) {
    MapAdapter.models.push(model);
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.payloads.set(id, payload);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.payloads.get(id);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return [...this.payloads.values()].find((payload) => payload.uid === uid);
  }

  async findByUserCode(): Promise<undefined> {}

  async consume(): Promise<void> {}

  async destroy(id: string): Promise<void> {
    this.payloads.delete(id);
  }

  async revokeByGrantId(): Promise<void> {}
}
