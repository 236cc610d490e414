import { BadRequestException } from '@nestjs/common';
import type { ClientFilter } from '../../admin/client-filter.js';
import type { ClientSort } from '../../admin/list-clients.query.js';
import type { DcrClientSource, DcrClientStatus } from '../../clients/client.entity.js';
import { DAY_MS } from '../../async/durations.js';
import type { DcrSettings } from '../../admin/settings.reader.js';
import { type Fields, text } from './fields.js';

/** The query string of the list of clients. `DcrAdminService` checks the values. */
export interface ClientsView {
  search?: string | undefined;
  status?: string | undefined;
  source?: string | undefined;
  use?: string | undefined;
  similarTo?: string | undefined;
  redirectHost?: string | undefined;
  sort?: string | undefined;
  cursor?: string | undefined;
  /** `page`: every row is selected. */
  select?: string | undefined;
}

export const FILTER_FIELDS = ['search', 'status', 'source', 'use', 'similarTo', 'redirectHost'] as const;

/** The meaning of each value of `use`. */
const USES: Record<string, (settings: DcrSettings) => ClientFilter> = {
  never: () => ({ neverUsed: true }),
  used: () => ({ neverUsed: false }),
  idle: (settings) => ({ neverUsed: false, lastUsedBefore: new Date(Date.now() - idleAge(settings)) }),
};

export function readClientsView(query: Fields | undefined): ClientsView {
  const names = [...FILTER_FIELDS, 'sort', 'cursor', 'select'] as const;
  return Object.fromEntries(names.map((name) => [name, text(query, name)]));
}

/** The filter for `DcrAdminService`, which rejects invalid values: a mistake must not select every client. */
export function toFilter(
  { search, status, source, use, similarTo, redirectHost }: ClientsView,
  settings: DcrSettings,
): Pick<ClientFilter, keyof ClientFilter> {
  if (use !== undefined && !Object.hasOwn(USES, use))
    throw new BadRequestException(`use must be one of: ${Object.keys(USES).join(', ')}.`);
  const filter: ClientFilter = use === undefined ? {} : USES[use]!(settings);
  // Omitted, not undefined: a bulk operation rejects a filter with a member that has no value.
  if (search !== undefined) filter.search = search;
  if (status !== undefined) filter.status = status as DcrClientStatus;
  if (source !== undefined) filter.source = source as DcrClientSource;
  if (similarTo !== undefined) filter.similarTo = similarTo;
  if (redirectHost !== undefined) filter.redirectHost = redirectHost;
  return filter;
}

/** The age at which a client that was used counts as idle, ms: as in the statistics. */
export function idleAge({ cleanup }: DcrSettings): number {
  return cleanup && typeof cleanup.idleAfter === 'number' ? cleanup.idleAfter : 30 * DAY_MS;
}

export function toSort({ sort }: ClientsView): { sort?: ClientSort } {
  return sort === undefined ? {} : { sort: sort as ClientSort };
}
