import { IsString } from 'class-validator';
import { IsOneOf, MayBeUndefined, must } from '../validation/value-rules.js';
import { IsCursor, IsPageLimit, type PageQuery } from './page-query.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

const SORTED_BY = ['redirectHost', 'clients', 'active', 'neverUsed', 'openSessions', 'newest'] as const;
type SortedBy = (typeof SORTED_BY)[number];
const REDIRECT_HOST_SORTS = SORTED_BY.flatMap((member) => [member, `-${member}`] as const);

/**
 * A member of the list's items. A minus sign sorts in descending order.
 *
 * @see docs/operating.md#clients-by-redirect-host
 */
export type RedirectHostSort = SortedBy | `-${SortedBy}`;

/**
 * Selects redirect hosts, their order, and the page.
 *
 * @see docs/operating.md#clients-by-redirect-host
 */
@SwaggerMembers({
  search: SHOWN.text,
  sort: SHOWN.oneOf(REDIRECT_HOST_SORTS),
  cursor: SHOWN.cursor,
  limit: SHOWN.limit,
})
export class ListRedirectHostsQuery implements PageQuery {
  /** Part of the host; case-insensitive. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare search?: string | undefined;

  /** Default: `-clients`, the hosts with the most clients first. */
  @MayBeUndefined()
  @IsOneOf(REDIRECT_HOST_SORTS)
  declare sort?: RedirectHostSort | undefined;

  @IsCursor()
  declare cursor?: string | undefined;

  @IsPageLimit()
  declare limit?: number | undefined;
}
