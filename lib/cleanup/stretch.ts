import type { DcrClient } from '../clients/client.entity.js';

export type StaleTier = 'unused' | 'idle';

/** The time by which the clients of a tier are stale, and in whose order they go. */
export const TIME_OF = { unused: 'createdAt', idle: 'lastUsedAt' } as const;

/** A place in that order: the time, then the id. */
export interface Place {
  /** ms since 1970. */
  at: number;
  id: string;
}

/** Neighbours in that order: behind one place, and up to another where one is given. */
export interface Stretch {
  behind: Place;
  upTo?: Place;
}

export const BEGINNING: Place = { at: 0, id: '' };

export function placeOf(tier: StaleTier, client: DcrClient): Place {
  return { at: client[TIME_OF[tier]]!.getTime(), id: client.id };
}
