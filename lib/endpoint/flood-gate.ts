import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Rejections } from '../audit/rejections.js';
import { EndpointMiddleware } from './endpoint-middleware.js';
import { type FrameworkRequest, rawRequest } from '../http/framework.js';
import { originalAddress, originalHeaders } from '../http/hidden-body.js';
import { respondWithError } from '../http/respond.js';
import { connectionHeaders } from '../http/unread-body.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { normalizeAddress } from '../text/ip-address.js';
import { BlockedCallers } from '../throttling/blocked-callers.js';

/** One in so many of a flood goes the whole way all the same, so that a host that sets addresses itself is found out. */
const LOOK_AGAIN = 16;

/**
 * Turns addresses back that are known to be over the limit, before the framework has routed their request: a flood
 * shall cost the host as little as can be. Where the host tells callers apart by more than the address that its
 * framework knows, the guard is asked each time, and nobody is turned back here.
 */
@Injectable()
export class FloodGate {
  private readonly blocked = new BlockedCallers();
  private isOpenForAll: boolean;
  private turnedBack = 0;

  constructor(
    endpoint: EndpointMiddleware,
    private readonly rejections: Rejections,
    @Inject(DCR_OPTIONS) { trackBy, maxRegistrationsPerWindow: limit }: ResolvedDcrOptions,
  ) {
    this.isOpenForAll = trackBy !== undefined || typeof limit === 'function';
    if (!this.isOpenForAll) endpoint.install((request, response) => this.turnBack(request, response));
  }

  /** To be shown each request that has come through. A host that sets `request.ip` behind us opens the gate for good. */
  pass(request: FrameworkRequest): void {
    const raw = rawRequest(request);
    if (originalHeaders(raw) && originalAddress(raw) !== request.ip) this.isOpenForAll = true;
  }

  /** @param caller the limiter's key of this address */
  closeFor(address: string | undefined, caller: string, seconds: number): void {
    if (!this.isOpenForAll && address !== undefined)
      this.blocked.remember(normalizeAddress(address), caller, seconds);
  }

  private turnBack(request: IncomingMessage, response: ServerResponse): boolean {
    const address = originalAddress(request);
    if (this.isOpenForAll || address === undefined) return false;
    const refusal = this.blocked.refusalOf(normalizeAddress(address));
    if (!refusal || ++this.turnedBack % LOOK_AGAIN === 0) return false;
    // The first refusal of a flood goes the whole way, and has its audit event written there.
    if (!this.rejections.joinFlood(refusal.caller)) return false;
    respondWithError(response, refusal, connectionHeaders(request));
    return true;
  }
}
