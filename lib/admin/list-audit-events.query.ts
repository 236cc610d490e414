import { Type } from 'class-transformer';
import { IsDate, IsString } from 'class-validator';
import {
  AUDIT_EVENT_TYPES,
  AUDIT_OUTCOMES,
  type DcrAuditEventType,
  type DcrAuditOutcome,
} from '../audit/audit-event.entity.js';
import { type DcrRejectionCause, REJECTION_CAUSES } from '../errors/rejection-cause.js';
import { IsOneOf, MayBeUndefined, must } from '../validation/value-rules.js';
import { IsCursor, IsPageLimit, type PageQuery } from './page-query.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

const AUDIT_SORTS = ['createdAt', '-createdAt'] as const;
/**
 * A minus sign sorts in descending order.
 *
 * @see docs/operating.md#audit-log
 */
export type AuditSort = (typeof AUDIT_SORTS)[number];

/**
 * Selects audit events, their order, and the page. All given members must match.
 *
 * @see docs/operating.md#audit-log
 */
@SwaggerMembers({
  type: SHOWN.oneOf(AUDIT_EVENT_TYPES),
  clientId: SHOWN.text,
  outcome: SHOWN.oneOf(AUDIT_OUTCOMES),
  error: SHOWN.text,
  cause: SHOWN.oneOf(REJECTION_CAUSES),
  search: SHOWN.text,
  ip: SHOWN.text,
  actor: SHOWN.text,
  batchId: SHOWN.text,
  from: SHOWN.date,
  to: SHOWN.date,
  sort: SHOWN.oneOf(AUDIT_SORTS),
  cursor: SHOWN.cursor,
  limit: SHOWN.limit,
})
export class ListAuditEventsQuery implements PageQuery {
  @MayBeUndefined()
  @IsOneOf(AUDIT_EVENT_TYPES)
  declare type?: DcrAuditEventType | undefined;

  @MayBeUndefined()
  @IsString(must('text'))
  declare clientId?: string | undefined;

  @MayBeUndefined()
  @IsOneOf(AUDIT_OUTCOMES)
  declare outcome?: DcrAuditOutcome | undefined;

  /** The OAuth error code of a rejection. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare error?: string | undefined;

  /** Why a registration was rejected, such as `'policy'`. */
  @MayBeUndefined()
  @IsOneOf(REJECTION_CAUSES)
  declare cause?: DcrRejectionCause | undefined;

  /** Part of the requested name, a redirect host, the user agent, the address, the actor or a document's URL; case-insensitive. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare search?: string | undefined;

  /** The caller's address, in the form that the option `audit.ip` stores. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare ip?: string | undefined;

  /** The operator, exactly as given to the operation. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare actor?: string | undefined;

  /** The `batchId` of an operation on many clients, or of a sweep. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare batchId?: string | undefined;

  /** Events at or after this time. */
  @MayBeUndefined()
  @Type(() => Date)
  @IsDate(must('a valid Date'))
  declare from?: Date | undefined;

  /** Events before this time. */
  @MayBeUndefined()
  @Type(() => Date)
  @IsDate(must('a valid Date'))
  declare to?: Date | undefined;

  /** Default: `-createdAt`, newest first. */
  @MayBeUndefined()
  @IsOneOf(AUDIT_SORTS)
  declare sort?: AuditSort | undefined;

  @IsCursor()
  declare cursor?: string | undefined;

  @IsPageLimit()
  declare limit?: number | undefined;
}
