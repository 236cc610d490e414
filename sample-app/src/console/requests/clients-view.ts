import { BadRequestException } from '@nestjs/common';
import type { ClientFilter, ClientSort, DcrClientSource, DcrClientStatus } from 'nestjs-dcr';
import { LIMITS } from '../../registration/registration.options.js';
import { type Fields, text } from './fields.js';

/** The query string of the list of clients. `DcrAdminService` checks the values. */
export interface ClientsView {
  search?: string | undefined;
  status?: string | undefined;
  source?: string | undefined;
  use?: string | undefined;
  similarTo?: string | undefined;
  sort?: string | undefined;
  cursor?: string | undefined;
}

export const FILTER_FIELDS = ['search', 'status', 'source', 'use', 'similarTo'] as const;

/** The meaning of each value of `use`. */
const USES: Record<string, () => ClientFilter> = {
  never: () => ({ neverUsed: true }),
  used: () => ({ neverUsed: false }),
  idle: () => ({ neverUsed: false, lastUsedBefore: new Date(Date.now() - LIMITS.cleanup.idleAfter) }),
};

export function readClientsView(query: Fields | undefined): ClientsView {
  const names = [...FILTER_FIELDS, 'sort', 'cursor'] as const;
  return Object.fromEntries(names.map((name) => [name, text(query, name)]));
}

/** The filter for `DcrAdminService`, which rejects invalid values: a mistake must not select every client. */
export function toFilter({
  search,
  status,
  source,
  use,
  similarTo,
}: ClientsView): Pick<ClientFilter, keyof ClientFilter> {
  if (use !== undefined && !Object.hasOwn(USES, use))
    throw new BadRequestException(`use must be one of: ${Object.keys(USES).join(', ')}.`);
  const filter: ClientFilter = use === undefined ? {} : USES[use]!();
  // Omitted, not undefined: a bulk operation rejects a filter with a member that has no value.
  if (search !== undefined) filter.search = search;
  if (status !== undefined) filter.status = status as DcrClientStatus;
  if (source !== undefined) filter.source = source as DcrClientSource;
  if (similarTo !== undefined) filter.similarTo = similarTo;
  return filter;
}

export function toSort({ sort }: ClientsView): { sort?: ClientSort } {
  return sort === undefined ? {} : { sort: sort as ClientSort };
}
