import { IsBoolean, IsString } from 'class-validator';
import { ToBoolean } from '../validation/conversions.js';
import { MayBeUndefined, must } from '../validation/value-rules.js';
import { IsCursor, IsPageLimit, type PageQuery } from './page-query.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

/**
 * Selects sessions, newest first. All given members must match.
 *
 * @see docs/operating.md#find-and-end-sessions
 */
@SwaggerMembers({
  clientId: SHOWN.text,
  subject: SHOWN.text,
  active: SHOWN.boolean,
  cursor: SHOWN.cursor,
  limit: SHOWN.limit,
})
export class ListSessionsQuery implements PageQuery {
  @MayBeUndefined()
  @IsString(must('text'))
  declare clientId?: string | undefined;

  /** The user, by your own identifier. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare subject?: string | undefined;

  /** `true`: open now. `false`: closed, revoked or expired. Default: both. */
  @MayBeUndefined()
  @ToBoolean()
  @IsBoolean(must('true or false'))
  declare active?: boolean | undefined;

  @IsCursor()
  declare cursor?: string | undefined;

  @IsPageLimit()
  declare limit?: number | undefined;
}
