import { type DcrModuleOptions, mcpCompatibility } from 'nestjs-dcr';
import type { Settings } from '../config/settings.js';
import { demoSiteOptions, keepDemoSite } from '../demo-site/demo-site.js';
import { ImpersonationPolicy } from './impersonation.policy.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The limits in force. Most are the defaults, written out because the console shows them. */
export const LIMITS = {
  maxRegistrationsPerWindow: 25,
  registrationWindow: MINUTE,
  maxClients: 10_000,
  cleanup: { unusedAfter: 48 * HOUR, idleAfter: 30 * DAY, every: HOUR },
  audit: { retention: 90 * DAY },
  cimd: { maxClients: 10_000, maxDiscoveriesPerWindow: 25 },
};

const SCOPES = ['openid', 'profile', 'apps:read'];

/**
 * Open to every MCP client that the policy allows, whether it registers or has a metadata document. `scopes` are
 * registered by default, but do not limit a client (`limitToRegisteredScopes`), because many clients register without
 * scopes or with invented ones. The user decides on the consent page.
 */
export async function registrationOptions(settings: Settings): Promise<DcrModuleOptions> {
  return mcpCompatibility({
    ...LIMITS,
    policy: ImpersonationPolicy,
    scopes: { allowed: SCOPES, default: SCOPES },
    cimd: { ...LIMITS.cimd, enabled: settings.documents, ...(await testDocuments(settings)) },
  });
}

/** Nothing in production: see the settings. */
async function testDocuments(settings: Settings): Promise<DcrModuleOptions['cimd']> {
  if (settings.testDocuments) return settings.testDocuments;
  return settings.demoClient ? demoSiteOptions(await keepDemoSite(settings)) : {};
}
