export { DcrAdminService } from './admin/admin.service.js';
export { dcrAdminOpenApi, type DcrAdminOpenApiOptions } from './admin/dcr-admin-open-api.js';
export type { ClientDetails } from './admin/client-details.reader.js';
export { ActionReason } from './admin/action-reason.js';
export type { BulkOptions, BulkResult } from './admin/bulk.service.js';
export type { ClientExplanation } from './admin/client.explainer.js';
export { CleanUpRequest } from './admin/clean-up.request.js';
export { ClientFilter } from './admin/client-filter.js';
export type { DcrActor } from './audit/actor.js';
export type { ClientPage } from './admin/client-listing.service.js';
export { type AuditSort, ListAuditEventsQuery } from './admin/list-audit-events.query.js';
export { ListRedirectHostsQuery, type RedirectHostSort } from './admin/list-redirect-hosts.query.js';
export type { RedirectHostSummary } from './admin/redirect-host-listing.service.js';
export { ListSessionsQuery } from './admin/list-sessions.query.js';
export { ListClientsQuery, type ClientSort } from './admin/list-clients.query.js';
export { ListRulesQuery } from './admin/list-rules.query.js';
export type { PauseDetails } from './admin/pause-details.js';
export type { IsRefused } from './admin/refused-clients.finder.js';
export type { Page } from './admin/page.js';
export type { PageQuery } from './admin/page-query.js';
export { RuleDto } from './admin/rule.dto.js';
export type { RuleMatches } from './admin/rules.service.js';
export type { CleanupSettings, DcrSettings } from './admin/settings.reader.js';
export type { DayStatistics } from './admin/day-statistics.reader.js';
export { StatisticsQuery } from './admin/statistics.query.js';
export type { DcrStatistics } from './admin/statistics.service.js';
export type { CleanupResult } from './cleanup/cleanup.sweep.js';
export type { CapacityUse } from './registration/client-capacity.service.js';
export { DCR_SESSION_REVOKER, type DcrSessionRevoker } from './sessions/session-revoker.js';
export { DcrSession, type DcrRevocationState } from './sessions/session.entity.js';
export { DcrSessionService, type OpenSessionRequest } from './sessions/session.service.js';
export type { RevocationResult } from './sessions/session-revocation.service.js';
export { DcrState } from './state/state.entity.js';
export {
  DcrAuditEvent,
  type DcrAuditEventType,
  type DcrAuditOutcome,
  type DocumentChanges,
} from './audit/audit-event.entity.js';
export { DcrClientDocument } from './cimd/client-document.entity.js';
export type { RefreshResult } from './cimd/document.refresher.js';
export type { DcrDocumentFetcher, DcrTestHost } from './fetching/document-fetcher.js';
export type { DiscoveryOrigin } from './clients/document-clients.js';
export type { AuthorizationRequest } from './clients/authorization-request.js';
export { DcrClient, type DcrClientSource, type DcrClientStatus } from './clients/client.entity.js';
export { DcrClientService, type AuthenticationRequest } from './clients/client.service.js';
export { DcrModule } from './dcr.module.js';
export { DcrMetadataService, type DiscoveryDocument } from './discovery/metadata.service.js';
export { dcrEntities } from './entities.js';
export { DcrErrorFilter } from './http/dcr-error.filter.js';
export {
  DcrAccessDeniedError,
  DcrAuthorizationRequestError,
  DcrClientNotFoundError,
  DcrError,
  type DcrErrorDetails,
  DcrInvalidClientError,
  DcrInvalidClientMetadataError,
  DcrInvalidGrantError,
  DcrInvalidQueryError,
  DcrInvalidRedirectUriError,
  type DcrRejectionCause,
  DcrServerError,
  DcrSessionNotFoundError,
  DcrSlowDownError,
  DcrTemporarilyUnavailableError,
  DcrUnauthorizedClientError,
} from './errors/index.js';
export { createDcrMigrations, dcrMigrations, type DcrMigrationOptions } from './migrations/index.js';
export { dcrOpenApi, type DcrOpenApiOptions } from './openapi/dcr-open-api.js';
export type { DcrOpenApiFragment, OpenApiSchema } from './openapi/types.js';
export type {
  DcrModuleAsyncOptions,
  DcrModuleExtras,
  DcrOptionsFactory,
} from './options/dcr-module-extras.js';
export type { CimdCacheOptions, CimdOptions } from './options/cimd-options.js';
export type { DcrModuleOptions, DcrRequest } from './options/dcr-module-options.js';
export type {
  AuditOptions,
  AuthorizationServerMetadata,
  CleanupOptions,
  ClientAge,
  RedirectUriRules,
  ScopeRules,
} from './options/option-groups.js';
export { chatGptCompatibility, mcpCompatibility, vsCodeCompatibility } from './options/presets.js';
export { clientIds } from './policy/client-ids.js';
export { allOf, anyOf } from './policy/combine.js';
export { DcrDecision } from './policy/decision.js';
export { networks } from './policy/networks.js';
export type { DcrPolicy, DcrPolicyContext, DcrPolicyFunction } from './policy/policy.js';
export { redirectHosts } from './policy/redirect-hosts.js';
export { ClientMetadataDto } from './registration/client-metadata.dto.js';
export {
  IsDisplayText,
  IsList,
  IsRedirectUri,
  IsScope,
  IsWebUrl,
  type TextRuleOptions,
} from './registration/metadata-rules.js';
export type { ClientInformation } from './registration/client-information.js';
export type { RegistrationOrigin } from './registration/origin.js';
export type { RegistrationExplanation } from './registration/registration.explainer.js';
export { DcrRegistrationService } from './registration/registration.service.js';
export { DcrRule, type DcrRuleEffect, type DcrRuleKind } from './rules/rule.entity.js';
export { DcrRateLimit } from './throttling/rate-limit.entity.js';
export { DcrThrottlerGuard } from './endpoint/dcr-throttler.guard.js';
