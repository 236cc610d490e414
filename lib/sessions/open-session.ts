import { type FindOptionsWhere, IsNull, Not } from 'typeorm';
import { after, notAfter } from '../database/time-conditions.js';
import type { DcrSession } from './session.entity.js';

/** Selects the sessions that are open at a time: not closed, not revoked, not expired. */
export function openAt(now: Date, where: FindOptionsWhere<DcrSession> = {}): FindOptionsWhere<DcrSession>[] {
  const unended = { ...where, closedAt: IsNull(), revokedAt: IsNull() };
  return [
    { ...unended, expiresAt: IsNull() },
    { ...unended, expiresAt: after(now) },
  ];
}

/** Selects the sessions that are not open at a time. */
export function endedAt(now: Date): FindOptionsWhere<DcrSession>[] {
  return [{ closedAt: Not(IsNull()) }, { revokedAt: Not(IsNull()) }, { expiresAt: notAfter(now) }];
}

export function isOpen({ closedAt, revokedAt, expiresAt }: DcrSession, now: Date): boolean {
  return !closedAt && !revokedAt && (!expiresAt || expiresAt > now);
}

/** The form of our ids. Check it before a query, because PostgreSQL reports an error for a NUL in text. */
const SESSION_ID = /^[\da-f-]{36}$/;

export function isSessionId(id: string): boolean {
  return SESSION_ID.test(id);
}
