import { replaceText, type Case, type Changes, type Json } from './case.js';
import type { ApplicationSetup } from './application/case-application.js';

const ISSUER_PATH = '/oauth';
const ISSUER = `https://as.example${ISSUER_PATH}`;
const WELL_KNOWN = '/.well-known/oauth-authorization-server';
/** The paths that `cases.json` gives a name, at the application. */
export const PATHS: Record<string, string> = { WELL_KNOWN, WELL_KNOWN_PATH: WELL_KNOWN + ISSUER_PATH };

/** High enough not to interfere. */
const NO_LIMIT = 1_000_000;

/** Where the document server of a case is, and who signed its certificates. */
interface Documents {
  /** `127.0.0.1:port` */
  connect: string;
  ca: string;
}

/** The base configuration, changed by the case and then by a step. */
export function setupFor(
  one: Pick<Case, keyof Changes | 'expected'>,
  { connect, ca }: Documents,
  typeorm: Json,
  changes: Changes = {},
): ApplicationSetup {
  const testHosts = changes.testHosts ?? one.testHosts ?? { 'client.test': { connect: 'LOCAL' } };
  const cimd = {
    enabled: true,
    maxDiscoveriesPerWindow: NO_LIMIT,
    testCa: ca,
    testHosts: expandHosts(testHosts, one.expected['dnsQueries'] === 0),
    ...one.cimd,
    ...changes.cimd,
  };
  const policy = changes.policy ?? one.policy;
  return {
    typeorm,
    dcr: {
      enabled: true,
      maxRegistrationsPerWindow: NO_LIMIT,
      metadata: {
        issuer: ISSUER,
        authorization_endpoint: `${ISSUER}/authorize`,
        token_endpoint: `${ISSUER}/token`,
      },
      cimd: replaceText(cimd, 'LOCAL', connect),
      ...one.dcr,
      ...changes.dcr,
    },
    ...(policy !== undefined && { policy }),
    env: { ...one.env, ...changes.env },
  };
}

/** @param hangs whether a lookup of these names must never be answered, so that one would be noticed */
function expandHosts(hosts: NonNullable<Changes['testHosts']>, hangs: boolean): Json {
  const expanded = Object.entries(hosts).flatMap(([name, { times = 1, ...host }]) =>
    Array.from({ length: times }, (_, index) => {
      const entry = hangs ? { ...host, answers: 'HANG' } : host;
      return [name.replaceAll('{n}', `${index + 1}`), replaceText(entry, '{n}', `${index + 1}`)] as const;
    }),
  );
  return Object.fromEntries(expanded);
}
