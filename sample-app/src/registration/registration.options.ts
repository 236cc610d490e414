import { mcpCompatibility } from 'nestjs-dcr';
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
};

const SCOPES = ['openid', 'profile', 'apps:read'];

/**
 * Open to every MCP client that the policy allows. `scopes` are registered by default, but do not limit a client
 * (`limitToRegisteredScopes`), because many clients register without scopes or with invented ones. The user decides on
 * the consent page.
 */
export const REGISTRATION = mcpCompatibility({
  ...LIMITS,
  policy: ImpersonationPolicy,
  scopes: { allowed: SCOPES, default: SCOPES },
});
