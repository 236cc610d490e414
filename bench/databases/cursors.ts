import type { DataSource } from 'typeorm';
import type { ClientSort } from 'nestjs-dcr';

export const SORTS: ClientSort[] = ['-createdAt', 'createdAt', '-lastUsedAt', 'lastUsedAt'];

interface Place {
  id: string;
  created_at: string | number;
  last_used_at: string | number | null;
}

/**
 * The cursor that follows the row at this offset; paging there would take longer than the benchmark. It is built in
 * the listing's format, so the caller must check that the page begins with `next`.
 */
export async function deepCursor(
  dataSource: DataSource,
  sort: ClientSort,
  offset: number,
): Promise<{ cursor: string; next: string }> {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const byUse = sort.endsWith('lastUsedAt');
  // In ascending order, clients that were never used come first.
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
