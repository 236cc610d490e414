import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Rejections } from '../audit/rejections.js';
import { type EarlyRequest, EndpointMiddleware } from '../endpoint/endpoint-middleware.js';
import { respondWithError } from '../endpoint/respond.js';
import { endsConnection } from '../endpoint/unread-body.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { BlockedCallers } from './blocked-callers.js';

/**
 * Turns addresses back that are known to be over the limit, before the framework has routed their request: a flood
 * shall cost the host as little as can be. Where the host tracks callers or sets limits by functions of its own, they
 * are asked by the guard each time, and nobody is turned back here.
 */
@Injectable()
export class FloodGate {
  private readonly blocked = new BlockedCallers();
  private readonly isOpen: boolean;

  constructor(
    endpoint: EndpointMiddleware,
    private readonly rejections: Rejections,
    @Inject(DCR_OPTIONS) { trackBy, maxRegistrationsPerWindow: limit }: ResolvedDcrOptions,
  ) {
    this.isOpen = trackBy !== undefined || typeof limit === 'function';
    if (!this.isOpen) endpoint.install((request, response) => this.turnBack(request, response));
  }

  /** @param caller the limiter's key of this address */
  closeFor(address: string | undefined, caller: string, seconds: number): void {
    if (!this.isOpen && address !== undefined) this.blocked.remember(address, caller, seconds);
  }

  private turnBack(request: EarlyRequest, response: ServerResponse): boolean {
    const refusal = request.ip === undefined ? undefined : this.blocked.refusalOf(request.ip);
    // The first refusal of a flood goes the whole way, and has its audit event written there.
    if (!refusal || !this.rejections.joinFlood(refusal.caller)) return false;
    respondWithError(response, refusal, endsConnection(request));
    return true;
  }
}
