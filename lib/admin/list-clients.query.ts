import { IsIn } from 'class-validator';
import { MayBeUndefined, must } from '../validation/value-rules.js';
import { ClientFilter } from './client-filter.js';
import { IsCursor, IsPageLimit, type PageQuery } from './page-query.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

const CLIENT_SORTS = ['createdAt', '-createdAt', 'lastUsedAt', '-lastUsedAt'] as const;
/**
 * A minus sign sorts in descending order. A client that was never used counts as used before all others.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export type ClientSort = (typeof CLIENT_SORTS)[number];

/**
 * Selects clients, their order, and the page.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
@SwaggerMembers({ sort: SHOWN.oneOf(CLIENT_SORTS), cursor: SHOWN.cursor, limit: SHOWN.limit })
export class ListClientsQuery extends ClientFilter implements PageQuery {
  /** Default: `-createdAt`, newest first. */
  @MayBeUndefined()
  @IsIn(CLIENT_SORTS, must(`one of: ${CLIENT_SORTS.join(', ')}`))
  declare sort?: ClientSort | undefined;

  @IsCursor()
  declare cursor?: string | undefined;

  @IsPageLimit()
  declare limit?: number | undefined;
}
