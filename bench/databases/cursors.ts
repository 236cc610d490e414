import type { DataSource } from 'typeorm';
import type { ClientSort } from 'nestjs-dcr';

export const SORTS: ClientSort[] = ['-createdAt', 'createdAt', '-lastUsedAt', 'lastUsedAt'];

interface Place {
  id: string;
  created_at: string | number;
  last_used_at: string | number | null;
}

/**
 * The cursor behind the row at a place deep in a list, which to page to would take longer than the benchmark. It is
 * made as the listing makes it, and whoever uses it checks that the page really begins with `next`.
 */
export async function deepCursor(
  dataSource: DataSource,
  sort: ClientSort,
  offset: number,
): Promise<{ cursor: string; next: string }> {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const byUse = sort.endsWith('lastUsedAt');
  // Never used comes first when ascending.
  const columns = byUse ? [`(last_used_at IS NOT NULL) ${direction}`, `last_used_at ${direction}`] : [];
  const order = [...columns, `created_at ${direction}`, `id ${direction}`].join();
  const [row, next] = await dataSource.query<Place[]>(
    `SELECT id, created_at, last_used_at FROM dcr_clients ORDER BY ${order} LIMIT 2 OFFSET ${offset}`,
  );
  const { id, created_at, last_used_at } = row!;
  const isUsed = byUse && last_used_at !== null;
  const segment = byUse && isUsed === (direction === 'ASC') ? 1 : 0;
  const values = [...(isUsed ? [Number(last_used_at)] : []), Number(created_at), id];
  const cursor = Buffer.from(JSON.stringify([`${sort}/${segment}`, ...values])).toString('base64url');
  return { cursor, next: next!.id };
}
