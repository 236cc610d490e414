import type { DcrClient } from '../clients/client.entity.js';

export type StaleTier = 'unused' | 'idle';

/** The time from which a client's age is counted, by tier. A sweep works in its order. */
export const TIME_OF = { unused: 'createdAt', idle: 'lastUsedAt' } as const;

/** A position in that order: the time, then the id. */
export interface Position {
  /** ms since 1970. */
  at: number;
  id: string;
}

/** Consecutive clients in that order: after one position, and up to another one if given. */
export interface ClientRange {
  after: Position;
  upTo?: Position;
}

export const START: Position = { at: 0, id: '' };

export function positionOf(tier: StaleTier, client: DcrClient): Position {
  return { at: client[TIME_OF[tier]]!.getTime(), id: client.id };
}
