/** Uses a class as a value and as a type, from the entries that have a CommonJS bundle. */
export const TYPES = `
import { DcrAdminService, DcrModule, type DcrActor } from 'nestjs-dcr';
import { DcrConsoleModule, type DcrConsoleOptions } from 'nestjs-dcr/console';
import { RedisThrottlerStorage, type RedisThrottlerStorageOptions } from 'nestjs-dcr/redis';
export const registration = DcrModule.forRoot({ enabled: true });
export const options: RedisThrottlerStorageOptions = {};
export const by: DcrActor = {};
export const pages: DcrConsoleOptions = { guardedBy: 'a global guard', operator: (request) => request.user.email };
export const consoleModule = DcrConsoleModule.forRoot(pages);
export class Operator {
  constructor(readonly admin: DcrAdminService, readonly storage: RedisThrottlerStorage) {}
}
`;

/** Passes `undefined` for every optional member of what an application passes in. */
export const UNDEFINED_MEMBERS = `
import {
  ActionReason, CleanUpRequest, ClientFilter, DcrAdminService, ListAuditEventsQuery, ListClientsQuery, mcpCompatibility,
  type AuthorizationRequest, type DcrActor, type DcrModuleOptions, type OpenSessionRequest, type RegistrationOrigin,
} from 'nestjs-dcr';

type Optional<T> = { [Member in keyof T as {} extends Pick<T, Member> ? Member : never]-?: undefined };

export const actor: DcrActor = {} as Optional<DcrActor>;
export const reason: ActionReason = {} as Optional<ActionReason>;
export const request: CleanUpRequest = {} as Optional<CleanUpRequest>;
export const filter: ClientFilter = {} as Optional<ClientFilter>;
export const clients: ListClientsQuery = {} as Optional<ListClientsQuery>;
export const events: ListAuditEventsQuery = {} as Optional<ListAuditEventsQuery>;
export const options: DcrModuleOptions = {} as Optional<DcrModuleOptions>;
export const origin: RegistrationOrigin = {} as Optional<RegistrationOrigin>;
export const preset = mcpCompatibility({} as Optional<DcrModuleOptions>);
export const bulk = (admin: DcrAdminService) => admin.disableClients({ all: true }, actor, { dryRun: undefined });
export const authorization = ({} as Optional<AuthorizationRequest>) satisfies Partial<AuthorizationRequest>;
export const session = ({} as Optional<OpenSessionRequest>) satisfies Partial<OpenSessionRequest>;
`;
