import type { Provider } from '@nestjs/common';
import { adminProviders } from './admin/admin.providers.js';
import { asyncProviders } from './async/async.providers.js';
import { auditProviders } from './audit/audit.providers.js';
import { cleanupProviders } from './cleanup/cleanup.providers.js';
import { cimdProviders } from './cimd/cimd.providers.js';
import { clientsProviders } from './clients/clients.providers.js';
import { databaseProviders } from './database/database.providers.js';
import { discoveryProviders } from './discovery/discovery.providers.js';
import { endpointProviders } from './endpoint/endpoint.providers.js';
import { httpProviders } from './http/http.providers.js';
import type { ResolvedDcrExtras } from './options/resolved-options.js';
import { registrationProviders } from './registration/registration.providers.js';
import { rulesProviders } from './rules/rules.providers.js';
import { sessionsProviders } from './sessions/sessions.providers.js';
import { StartupCheck } from './startup.check.js';
import { stateProviders } from './state/state.providers.js';
import { throttlingProviders } from './throttling/throttling.providers.js';

/** The providers of the module by folder, in the order of the table in CONTRIBUTING.md. */
export function dcrProviders(
  { path, dataSource, clientEntity }: Pick<ResolvedDcrExtras, 'path' | 'dataSource' | 'clientEntity'>,
  options: Provider[],
): Provider[] {
  return [
    StartupCheck,
    ...adminProviders,
    ...cleanupProviders,
    ...endpointProviders,
    ...discoveryProviders,
    ...cimdProviders,
    ...registrationProviders,
    ...rulesProviders,
    ...sessionsProviders,
    ...throttlingProviders,
    ...auditProviders,
    ...httpProviders(path),
    ...stateProviders,
    ...options,
    ...clientsProviders,
    ...databaseProviders(dataSource, clientEntity),
    ...asyncProviders,
  ];
}
