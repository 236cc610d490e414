import { DcrAdminService, DcrDecision, type DcrModuleOptions, type DcrSettings } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { adapters, startApplication } from '../../support/application.js';
import { DAY, HOUR } from './support/clients.js';

const DEFAULTS: DcrSettings = {
  enabled: false,
  endpoint: '/register',
  maxRegistrationsPerWindow: 25,
  registrationWindow: 60_000,
  trackBy: 'ip',
  policy: 'none',
  policyTimeout: 2_000,
  negotiation: 'strict',
  redirectUris: { https: true, loopback: true, customSchemes: [] },
  scopes: null,
  instances: 'separate',
  maxClients: null,
  cleanup: { unusedAfter: 48 * HOUR, idleAfter: 30 * DAY, every: HOUR, batchSize: 1_000 },
  audit: { retention: 90 * DAY, ip: 'full' },
  throttlerStorage: 'database',
  onThrottlerFailure: 'closed',
  cimd: {
    enabled: false,
    hosts: null,
    cache: { min: HOUR / 12, max: DAY, default: HOUR },
    staleFor: 7 * DAY,
    timeout: 5_000,
    maxBytes: 5_120,
    maxClients: 10_000,
    maxDiscoveriesPerWindow: 25,
    onChange: 'revoke',
    fetcher: 'built-in',
  },
  issuer: null,
};

async function settingsOf(dcr: DcrModuleOptions, more: object = {}): Promise<DcrSettings> {
  const application = await startApplication({ dcr, ...more });
  onTestFinished(() => application.close());
  return application.nest.get(DcrAdminService).settings();
}

test.each(adapters)(
  'The settings of an application without options are the defaults, on %s',
  async (adapter) => {
    expect(await settingsOf({}, { adapter })).toEqual(DEFAULTS);
  },
);

test('The settings show every option, functions by their kind, and no secrets', async () => {
  const secret = 'do-not-show';
  const settings = await settingsOf({
    enabled: true,
    maxRegistrationsPerWindow: () => 5,
    trackBy: () => secret,
    registrationWindow: 30_000,
    policy: () => DcrDecision.deny(secret),
    policyTimeout: 500,
    negotiation: 'substitute',
    redirectUris: { loopback: false, customSchemes: ['cursor'] },
    scopes: { allowed: ['read', 'write'], default: ['read'] },
    instances: 'shared',
    maxClients: 50,
    cleanup: { unusedAfter: HOUR, idleAfter: () => DAY },
    audit: { retention: 7 * DAY, ip: 'truncated' },
    throttlerStorage: { increment: () => Promise.reject(new Error(secret)) },
    onThrottlerFailure: 'process',
    cimd: {
      enabled: true,
      hosts: ['claude.ai'],
      onChange: 'keep',
      fetcher: { fetch: () => Promise.reject(new Error(secret)) },
      testCa: `-----BEGIN CERTIFICATE-----\n${secret}`,
    },
    metadata: {
      issuer: 'https://auth.example',
      authorization_endpoint: 'https://auth.example/authorize',
      token_endpoint: 'https://auth.example/token',
    },
  });
  expect(settings).toEqual({
    ...DEFAULTS,
    enabled: true,
    maxRegistrationsPerWindow: 'function',
    trackBy: 'function',
    registrationWindow: 30_000,
    policy: 'application',
    policyTimeout: 500,
    negotiation: 'substitute',
    redirectUris: { https: true, loopback: false, customSchemes: ['cursor'] },
    scopes: { allowed: ['read', 'write'], default: ['read'] },
    instances: 'shared',
    maxClients: 50,
    cleanup: { unusedAfter: HOUR, idleAfter: 'function', every: HOUR, batchSize: 1_000 },
    audit: { retention: 7 * DAY, ip: 'truncated' },
    throttlerStorage: 'application',
    onThrottlerFailure: 'process',
    cimd: { ...DEFAULTS.cimd, enabled: true, hosts: ['claude.ai'], onChange: 'keep', fetcher: 'application' },
    issuer: 'https://auth.example',
  });
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  expect(JSON.stringify(settings)).not.toContain(secret);
});

test('The settings name a limiter and a cleanup that are off', async () => {
  const settings = await settingsOf({ maxRegistrationsPerWindow: Infinity, cleanup: false });
  expect(settings).toMatchObject({ maxRegistrationsPerWindow: 'unlimited', cleanup: false });
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
});

test('Changing the settings changes no option', async () => {
  const application = await startApplication({ dcr: { redirectUris: { customSchemes: ['cursor'] } } });
  onTestFinished(() => application.close());
  const admin = application.nest.get(DcrAdminService);
  const settings = admin.settings();
  settings.redirectUris.customSchemes.push('evil');
  settings.audit.retention = 1;
  settings.cimd.cache.min = 1;
  expect(admin.settings()).toMatchObject({
    redirectUris: { customSchemes: ['cursor'] },
    audit: { retention: 90 * DAY },
    cimd: { cache: { min: HOUR / 12 } },
  });
});
