import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DcrClient } from '../clients/client.entity.js';
import { redirectUriProblem } from '../clients/redirect-uri.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { ClientListingService } from './client-listing.service.js';

/**
 * Returns whether a client would be refused today; usually the check that the policy makes.
 *
 * @see docs/operating.md#tighten-the-rules
 */
export type IsRefused = (client: DcrClient) => boolean | Promise<boolean>;

/** Finds clients that registered before the rules became stricter. */
export class RefusedClientsFinder {
  constructor(
    private readonly listing: ClientListingService,
    private readonly options: ResolvedDcrOptions,
  ) {}

  async *find(isRefused?: IsRefused): AsyncGenerator<DcrClient> {
    for await (const client of this.listing.each({ all: true })) {
      // Checking occupies this thread: let other work run between two clients.
      await nextTurn();
      if (client.status === 'disabled') continue;
      if (this.breaksRules(client) || (await isRefused?.(client))) yield client;
    }
  }

  private breaksRules({ redirectUris }: DcrClient): boolean {
    return redirectUris.some((uri) => redirectUriProblem(uri, this.options.redirectUris) !== undefined);
  }
}
