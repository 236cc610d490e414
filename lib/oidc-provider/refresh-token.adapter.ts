import { Provider, type Adapter, type AdapterPayload } from 'oidc-provider';

const OFFLINE_ACCESS = 'offline_access';

/**
 * Lets a client refresh with the scope that it originally requested. The provider ignores `offline_access` in an
 * authorization request without `prompt=consent`, and grants the rest; clients such as Codex repeat the whole scope
 * when they refresh, and the provider would answer `invalid_scope`.
 *
 * The handler of the refresh grant looks the token up before it compares the scopes, and offers no other hook there.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess
 */
export class RefreshTokenAdapter implements Adapter {
  constructor(private readonly adapter: Adapter) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    const token = await this.adapter.find(id);
    if (token) ignoreOfflineAccess(token);
    return token || undefined;
  }

  upsert(...parameters: Parameters<Adapter['upsert']>) {
    return this.adapter.upsert(...parameters);
  }

  findByUid(uid: string) {
    return this.adapter.findByUid(uid);
  }

  findByUserCode(userCode: string) {
    return this.adapter.findByUserCode(userCode);
  }

  consume(id: string) {
    return this.adapter.consume(id);
  }

  destroy(id: string) {
    return this.adapter.destroy(id);
  }

  revokeByGrantId(grantId: string) {
    return this.adapter.revokeByGrantId(grantId);
  }
}

/** RFC 6749 §6: the scope must not exceed the granted one. `offline_access` alone gives no access to anything. */
function ignoreOfflineAccess({ scope: granted }: AdapterPayload): void {
  const params = Provider.ctx?.oidc?.params;
  if (params?.['grant_type'] !== 'refresh_token' || typeof params['scope'] !== 'string') return;
  if (granted?.split(' ').includes(OFFLINE_ACCESS)) return;
  const requested = params['scope'].split(' ').filter((scope) => scope !== OFFLINE_ACCESS);
  params['scope'] = requested.join(' ') || undefined;
}
