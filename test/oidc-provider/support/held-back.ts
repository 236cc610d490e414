import { onTestFinished, vi } from 'vitest';
import { OidcRecordAdapter } from '../../../sample-app/src/authorization-server/oidc-record.adapter.js';

export interface HeldBack {
  /** Resolves when this number of requests are about to store what they issue. */
  reached(count: number): Promise<unknown>;
  /** Lets them continue. */
  release(): void;
}

/** Holds every request of this process that is about to store this model: after every check, before it is stored. */
export function holdBack(model: 'AuthorizationCode' | 'AccessToken'): HeldBack {
  // oxlint-disable-next-line unbound-method -- called with its adapter below
  const { upsert } = OidcRecordAdapter.prototype;
  let waiting = 0;
  let open = () => {};
  const released = new Promise<void>((resolve) => (open = resolve));
  const spy = vi.spyOn(OidcRecordAdapter.prototype, 'upsert');
  spy.mockImplementation(async function (this: OidcRecordAdapter, ...parameters) {
    if (this['model'] === model) {
      waiting++;
      await released;
    }
    return upsert.apply(this, parameters);
  });
  const release = () => {
    spy.mockRestore();
    open();
  };
  onTestFinished(release);
  return { reached: (count) => vi.waitUntil(() => waiting === count, { timeout: 10_000 }), release };
}
