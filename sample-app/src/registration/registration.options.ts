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

/**
 * Open to every MCP client, by the sample's own rule. It restricts no scopes: many clients register without any, or
 * with invented ones, and ask for the right ones later. The person decides on the consent page.
 */
export const REGISTRATION = mcpCompatibility({ ...LIMITS, policy: ImpersonationPolicy });
