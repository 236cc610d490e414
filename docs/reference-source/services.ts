/**
 * The services that you inject, with their requests and results.
 *
 * @module Services
 */
export {
  DcrAdminService,
  DcrClientService,
  DcrMetadataService,
  DcrRegistrationService,
  DcrSessionService,
  type DcrSessionRevoker,
  type AuthenticationRequest,
  type AuthorizationRequest,
  type BulkOptions,
  type BulkResult,
  type CleanupResult,
  type ClientDetails,
  type ClientExplanation,
  type ClientInformation,
  type ClientPage,
  type DcrActor,
  type DcrStatistics,
  type IsRefused,
  type OpenSessionRequest,
  type Page,
  type PauseDetails,
  type RegistrationOrigin,
  type RevocationResult,
  ActionReason,
  CleanUpRequest,
  ClientFilter,
  DcrAuditEvent,
  DcrClient,
  DcrSession,
  ListAuditEventsQuery,
  ListClientsQuery,
  ListSessionsQuery,
} from 'nestjs-dcr';
