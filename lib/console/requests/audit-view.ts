import { BadRequestException } from '@nestjs/common';
import { DAY_MS } from '../../async/durations.js';
import type { ListAuditEventsQuery } from '../../admin/list-audit-events.query.js';
import {
  AUDIT_OUTCOMES,
  type DcrAuditEventType,
  type DcrAuditOutcome,
} from '../../audit/audit-event.entity.js';
import { type DcrRejectionCause, REJECTION_CAUSES } from '../../errors/rejection-cause.js';
import { EVENTS } from '../parts/events.js';
import { ERRORS } from '../parts/reasons.js';
import { type Fields, text } from './fields.js';

export const AUDIT_FIELDS = [
  'search',
  'outcome',
  'type',
  'error',
  'cause',
  'ip',
  'actor',
  'clientId',
  'batchId',
  'from',
  'to',
] as const;

/** `period=all`: a search reads events of every age. */
const MORE_FIELDS = ['period', 'cursor', 'refresh'] as const;
const PERIODS = ['all'];

/** How far back a search reads by default: no index helps it, so it reads every event. */
const SEARCHED_DAYS = 30;

/** The query string of the audit log. */
export type AuditView = Partial<
  Record<(typeof AUDIT_FIELDS)[number] | (typeof MORE_FIELDS)[number], string | undefined>
>;

export function readAuditView(query: Fields | undefined): AuditView {
  return Object.fromEntries([...AUDIT_FIELDS, ...MORE_FIELDS].map((name) => [name, text(query, name)]));
}

/**
 * The time from which events are searched, so that a search is fast.
 *
 * @returns `undefined` without a search, or if another field already limits it
 */
export function searchedFrom({ search, clientId, batchId, from, to, period }: AuditView): Date | undefined {
  requireKnown('period', period, PERIODS);
  if (!search || clientId || batchId || from || period) return undefined;
  return new Date((to === undefined ? Date.now() : toDate(to).getTime()) - SEARCHED_DAYS * DAY_MS);
}

export function toAuditQuery(view: AuditView): ListAuditEventsQuery {
  const { outcome, type, error, cause, from, to, period: _period, refresh: _refresh, ...rest } = view;
  requireKnown('outcome', outcome, AUDIT_OUTCOMES);
  requireKnown('event type', type, Object.keys(EVENTS));
  requireKnown('error', error, ERRORS);
  requireKnown('cause', cause, REJECTION_CAUSES);
  return {
    ...rest,
    outcome: outcome as DcrAuditOutcome | undefined,
    type: type as DcrAuditEventType | undefined,
    error,
    cause: cause as DcrRejectionCause | undefined,
    from: from === undefined ? undefined : toDate(from),
    to: to === undefined ? undefined : toDate(to),
  };
}

/** A misspelled value must not look like an empty audit log. */
function requireKnown(what: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  throw new BadRequestException(`Unknown ${what}. Choose one of: ${known.join(', ')}.`);
}

/** Parses the value of a `datetime-local` field, such as `2026-11-23T08:30`, as UTC. */
function toDate(value: string): Date {
  const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(value) ? new Date(`${value}Z`) : new Date(NaN);
  if (Number.isNaN(date.getTime())) throw new BadRequestException('A time must look like 2026-11-23T08:30.');
  return date;
}
