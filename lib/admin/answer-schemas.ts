import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import type { RefreshResult } from '../cimd/document.refresher.js';
import type { CleanupResult } from '../cleanup/cleanup.sweep.js';
import { CLIENT_STATUSES, type DcrClient } from '../clients/client.entity.js';
import { REJECTION_CAUSES } from '../errors/rejection-cause.js';
import type { OpenApiSchema } from '../openapi/types.js';
import type { RegistrationExplanation } from '../registration/registration.explainer.js';
import { type DcrRule, RULE_KINDS } from '../rules/rule.entity.js';
import type { RevocationResult } from '../sessions/session-revocation.service.js';
import type { DcrSession } from '../sessions/session.entity.js';
import type { BulkResult } from './bulk.service.js';
import type { ClientDetails } from './client-details.reader.js';
import type { ClientExplanation } from './client.explainer.js';
import type { ClientPage } from './client-listing.service.js';
import type { DayStatistics } from './day-statistics.reader.js';
import type { RedirectHostSummary } from './redirect-host-listing.service.js';
import {
  answer,
  anything,
  choice,
  count,
  counts,
  date,
  flag,
  list,
  type Members,
  orNull,
  page,
  ref,
  text,
} from './schema-parts.js';
import { client, event, rule, session } from './row-schemas.js';
import type { RuleMatches } from './rules.service.js';
import type { DcrSettings } from './settings.reader.js';
import type { DcrStatistics } from './statistics.service.js';

const redirectHost: Members<RedirectHostSummary> = {
  redirectHost: text,
  clients: count,
  active: count,
  neverUsed: count,
  openSessions: count,
  newest: date,
};

const revocation: Members<RevocationResult> = { revokedSessions: count, failedSessions: count };

const day: Members<DayStatistics> = {
  day: date,
  registrations: count,
  discoveries: count,
  rejections: count,
  rejectionsByError: counts(),
  cleanedUp: count,
};

const statistics: Members<DcrStatistics> = {
  active: count,
  pending: count,
  oldestPending: orNull(date),
  disabled: count,
  bySource: counts(),
  neverUsed: count,
  idle: count,
  cap: answer('The use of maxClients.', { max: count, used: count, nearlyFull: flag }),
  // `false`, or an object: OpenAPI 3.0 has no type for both.
  paused: { description: 'false, or an object with by, reason and since.' },
  discoveryPaused: { description: 'false, or an object with by, reason and since.' },
  registrations: count,
  discoveries: count,
  rejections: count,
  rejectionsByError: counts(),
  days: list(answer<DayStatistics>('A day.', day)),
};

const settings: Members<DcrSettings> = {
  enabled: flag,
  endpoint: text,
  // A number or a word: OpenAPI 3.0 has no type for both.
  maxRegistrationsPerWindow: { description: "A number, 'function' or 'unlimited'." },
  registrationWindow: count,
  trackBy: choice(['ip', 'function']),
  policy: choice(['none', 'application']),
  policyTimeout: count,
  negotiation: choice(['strict', 'substitute']),
  redirectUris: anything,
  scopes: orNull(anything),
  instances: choice(['separate', 'shared']),
  maxClients: orNull(count),
  cleanup: { description: 'false, or an object with unusedAfter, idleAfter, every and batchSize.' },
  audit: anything,
  throttlerStorage: choice(['database', 'application']),
  onThrottlerFailure: choice(['closed', 'process']),
  cimd: anything,
  issuer: orNull(text),
};

/** The answers of `DcrAdminService` as JSON, by name. */
export const ANSWER_SCHEMAS: Record<string, OpenApiSchema> = {
  DcrClient: answer<DcrClient>('A registered client.', client),
  DcrClientPage: answer<ClientPage>(
    'A page of clients.',
    { items: list(ref('DcrClient')), nextCursor: text, counts: counts() },
    ['nextCursor'],
  ),
  DcrRedirectHost: answer<RedirectHostSummary>('The clients that send users to one host.', redirectHost),
  DcrRedirectHostPage: page('A page of redirect hosts.', 'DcrRedirectHost'),
  DcrClientDetails: answer<ClientDetails>('A client with its sessions, copies and latest events.', {
    client: ref('DcrClient'),
    document: orNull(anything),
    sessions: answer('Sessions.', { active: count, total: count }),
    similarClients: count,
    recentEvents: list(ref('DcrAuditEvent')),
  }),
  DcrChangedClient: answer<{ client: DcrClient } & RevocationResult>(
    'A client after a change. Disabling it also revokes its sessions.',
    { client: ref('DcrClient'), ...revocation },
    ['revokedSessions', 'failedSessions'],
  ),
  DcrRefreshedClient: answer<{ client: DcrClient } & RefreshResult>(
    'A client after its metadata document was read.',
    {
      client: ref('DcrClient'),
      outcome: choice(['unchanged', 'changed', 'withdrawn', 'unreachable']),
      cause: choice(REJECTION_CAUSES),
    },
    ['cause'],
  ),
  DcrClientExplanation: answer<ClientExplanation>(
    'The status of a client.',
    { status: choice([...CLIENT_STATUSES, 'removed', 'unknown']), since: date },
    ['since'],
  ),
  DcrRegistrationExplanation: answer<RegistrationExplanation>(
    'What would happen to a registration.',
    {
      outcome: choice(['registered', 'pending', 'refused']),
      decidedBy: choice(['metadata', 'rule', 'policy', 'cap', 'paused']),
      ruleId: text,
      error: text,
      description: text,
      registered: anything,
    },
    ['ruleId', 'error', 'description', 'registered'],
  ),
  DcrRevocationResult: answer<RevocationResult>('The numbers of ended sessions.', revocation),
  DcrBulkResult: answer<BulkResult>('The result of an operation on many clients.', {
    batchId: text,
    matched: count,
    changed: count,
    revokedSessions: count,
    failed: count,
    subjects: count,
  }),
  DcrCleanupResult: answer<CleanupResult>('The numbers of removed rows.', {
    unusedClients: count,
    idleClients: count,
    auditEvents: count,
    rateLimits: count,
    sessions: count,
    rules: count,
  }),
  DcrSession: answer<DcrSession>('A session.', session),
  DcrSessionPage: page('A page of sessions.', 'DcrSession'),
  DcrRule: answer<DcrRule>('A rule of an operator.', rule),
  DcrRulePage: page('A page of rules.', 'DcrRule'),
  DcrAddedRule: answer<{ rule: DcrRule }>('The rule as it is stored.', { rule: ref('DcrRule') }),
  DcrRuleMatches: answer<RuleMatches>('What a rule would be about, and how many clients it matches now.', {
    kind: choice(RULE_KINDS),
    value: text,
    matchingClients: orNull(count),
  }),
  DcrRuleProposals: { ...list(ref('DcrRuleMatches')), description: 'Proposed rules, the narrowest first.' },
  DcrAuditEvent: answer<DcrAuditEvent>('An audit event.', event),
  DcrAuditEventPage: page('A page of audit events.', 'DcrAuditEvent'),
  DcrStatistics: answer<DcrStatistics>('The numbers for an overview.', statistics, ['cap']),
  DcrSettings: answer<DcrSettings>('The limits and options in force.', settings),
  DcrAdminError: answer('The answer of DcrErrorFilter.', { error: text, error_description: text }),
};
