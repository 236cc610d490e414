import { BadRequestException } from '@nestjs/common';
import type { ListSessionsQuery } from '../../admin/list-sessions.query.js';
import { type Fields, text } from './fields.js';

/** The query string of the list of sessions. */
export interface SessionsView {
  subject?: string | undefined;
  clientId?: string | undefined;
  state?: string | undefined;
  cursor?: string | undefined;
}

export const SESSION_FIELDS = ['subject', 'clientId', 'state'] as const;

export function readSessionsView(query: Fields | undefined): SessionsView {
  return Object.fromEntries([...SESSION_FIELDS, 'cursor'].map((name) => [name, text(query, name)]));
}

export function toSessionsQuery({ subject, clientId, state, cursor }: SessionsView): ListSessionsQuery {
  if (state !== undefined && state !== 'open' && state !== 'ended')
    throw new BadRequestException('state must be open or ended.');
  return { subject, clientId, active: state === undefined ? undefined : state === 'open', cursor };
}
