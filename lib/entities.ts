import type { Type } from '@nestjs/common';
import { DcrAuditEvent } from './audit/audit-event.entity.js';
import { DcrClientDocument } from './cimd/client-document.entity.js';
import { DcrClient } from './clients/client.entity.js';
import { DcrRule } from './rules/rule.entity.js';
import { DcrSession } from './sessions/session.entity.js';
import { DcrState } from './state/state.entity.js';
import { DcrRateLimit } from './throttling/rate-limit.entity.js';

/** Our entities, with the application's own class of a client. */
export function entitiesWith(clientEntity: Type<DcrClient>): Type[] {
  return [clientEntity, DcrSession, DcrAuditEvent, DcrRateLimit, DcrState, DcrClientDocument, DcrRule];
}

/**
 * Every entity of this package, for the `entities` of a data source without `autoLoadEntities`.
 *
 * @see docs/storage.md
 */
export const dcrEntities = entitiesWith(DcrClient);
