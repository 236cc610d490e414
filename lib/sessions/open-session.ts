import { IsNull, type FindOptionsWhere } from 'typeorm';
import { after } from '../database/time-conditions.js';
import type { DcrSession } from './session.entity.js';

/** Selects the sessions that are open at a time: not closed, not revoked, not expired. */
export function openAt(now: Date, where: FindOptionsWhere<DcrSession> = {}): FindOptionsWhere<DcrSession>[] {
  const unended = { ...where, closedAt: IsNull(), revokedAt: IsNull() };
  return [
    { ...unended, expiresAt: IsNull() },
    { ...unended, expiresAt: after(now) },
  ];
}

export function isOpen({ closedAt, revokedAt, expiresAt }: DcrSession, now: Date): boolean {
  return !closedAt && !revokedAt && (!expiresAt || expiresAt > now);
}
