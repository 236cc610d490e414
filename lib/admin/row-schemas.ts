import { AUDIT_EVENT_TYPES, AUDIT_OUTCOMES, type DcrAuditEvent } from '../audit/audit-event.entity.js';
import { CLIENT_SOURCES, CLIENT_STATUSES, type DcrClient } from '../clients/client.entity.js';
import { REJECTION_CAUSES } from '../errors/rejection-cause.js';
import { APPLICATION_TYPES } from '../registration/client-profile.js';
import { type DcrRule, RULE_EFFECTS, RULE_KINDS } from '../rules/rule.entity.js';
import { type DcrSession, REVOCATION_STATES } from '../sessions/session.entity.js';
import { anything, choice, count, date, list, type Members, orNull, text } from './schema-parts.js';

/* The members of the rows that answers contain. The compiler requires every property of the entity. */

export const client: Members<DcrClient> = {
  id: text,
  clientId: text,
  source: choice(CLIENT_SOURCES),
  status: choice(CLIENT_STATUSES),
  clientName: text,
  redirectUris: list(text),
  redirectHosts: list(text),
  fingerprint: text,
  instanceHash: orNull(text),
  sharedHash: orNull(text),
  grantTypes: list(text),
  responseTypes: list(text),
  tokenEndpointAuthMethod: text,
  scope: orNull(text),
  clientUri: orNull(text),
  logoUri: orNull(text),
  tosUri: orNull(text),
  policyUri: orNull(text),
  contacts: orNull(list(text)),
  localized: orNull(anything),
  softwareId: orNull(text),
  softwareVersion: orNull(text),
  applicationType: orNull(choice(APPLICATION_TYPES)),
  createdAt: date,
  lastRegisteredAt: orNull(date),
  lastUsedAt: orNull(date),
  enabledAt: orNull(date),
  disabledAt: orNull(date),
  disabledReason: orNull(text),
};

export const rule: Members<DcrRule> = {
  id: text,
  kind: choice(RULE_KINDS),
  value: text,
  effect: choice(RULE_EFFECTS),
  expiresAt: orNull(date),
  actor: orNull(text),
  reason: orNull(text),
  createdAt: date,
};

export const event: Members<DcrAuditEvent> = {
  id: text,
  type: choice(AUDIT_EVENT_TYPES),
  outcome: orNull(choice(AUDIT_OUTCOMES)),
  source: orNull(choice(CLIENT_SOURCES)),
  clientId: orNull(text),
  error: orNull(text),
  cause: orNull(choice(REJECTION_CAUSES)),
  ruleId: orNull(text),
  description: orNull(text),
  requested: orNull(anything),
  clientName: orNull(text),
  redirectHosts: orNull(list(text)),
  substituted: orNull(anything),
  changes: orNull(anything),
  ip: orNull(text),
  userAgent: orNull(text),
  requestId: orNull(text),
  actor: orNull(text),
  reason: orNull(text),
  batchId: orNull(text),
  count,
  createdAt: date,
};

export const session: Members<DcrSession> = {
  id: text,
  clientId: text,
  subject: text,
  externalId: orNull(text),
  createdAt: date,
  lastUsedAt: orNull(date),
  expiresAt: orNull(date),
  closedAt: orNull(date),
  revokedAt: orNull(date),
  revocationState: orNull(choice(REVOCATION_STATES)),
  revocationAttempts: count,
};
