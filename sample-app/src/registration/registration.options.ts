import { mcpCompatibility } from 'nestjs-dcr';
import { ImpersonationPolicy } from './impersonation.policy.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The limits in force. Most are the defaults; they are written out because the console shows them. */
export const LIMITS = {
  maxRegistrationsPerWindow: 25,
  registrationWindow: MINUTE,
  maxClients: 10_000,
  cleanup: { unusedAfter: 48 * HOUR, idleAfter: 30 * DAY, every: HOUR },
  audit: { retention: 90 * DAY },
};

const SCOPES = ['openid', 'profile', 'apps:read'];

/**
 * Open to every MCP client, by the sample's own rule. The scopes here are what a client is told; it may ask for any of
 * them later (`limitToRegisteredScopes`), since many clients register without scopes or with invented ones. The person
 * decides on the consent page.
 */
export const REGISTRATION = mcpCompatibility({
  ...LIMITS,
  policy: ImpersonationPolicy,
  scopes: { allowed: SCOPES, default: SCOPES },
});
