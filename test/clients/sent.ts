import { discoveries, isRegistration, tokenRequests } from './evidence.js';
import type { Lab } from './driver.js';

/** What a client sent, without values that differ between runs. */
export interface Sent {
  /** The metadata documents that it found, in the order of its requests. */
  documents: string[];
  registration?: Record<string, unknown>;
  /** The parameters of its first authorization request. */
  authorization?: Record<string, string>;
  /** The parameters of its first refresh. */
  refresh?: Record<string, unknown>;
}

const SECRETS = /^(?:client_id|state|code_challenge|nonce|refresh_token|client_secret|code|code_verifier)$/;

export function sentBy({ sample, visits }: Lab): Sent {
  const registration = sample.log.find(isRegistration)?.body;
  const [visit] = visits;
  const refresh = tokenRequests(sample.log, 'refresh_token')[0]?.body;
  const masked = <T extends object>(value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll(/(localhost|127\.0\.0\.1)(?::|%3A)\d+/g, '$1:PORT')) as T;
  return {
    documents: discoveries(sample.log),
    ...(registration && { registration: masked(registration) }),
    ...(visit && {
      authorization: masked(withoutSecrets(Object.fromEntries(new URL(visit.url).searchParams))),
    }),
    ...(refresh && { refresh: masked(withoutSecrets(refresh)) }),
  };
}

function withoutSecrets<T>(values: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !SECRETS.test(name)));
}
