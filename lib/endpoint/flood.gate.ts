import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { RejectionRecorder } from '../audit/rejection.recorder.js';
import { type FrameworkRequest, rawRequest } from '../http/framework.js';
import { arrivalOf } from '../http/hidden-body.js';
import { respondWithError } from '../http/respond.js';
import { headersForUnreadBody } from '../http/unread-body.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { normalizeAddress } from '../text/ip-address.js';
import { BlockedCallers } from '../throttling/blocked-callers.js';

/** Let every 16th blocked request through to the guard, to detect an application that rewrites `request.ip`. */
const CHECK_EVERY = 16;

/**
 * Refuses addresses that are over the limit before the framework routes their requests, so that a flood costs as little
 * as possible (bench/README.md). When `trackBy` or a limit function looks at more than the address, it stays open and
 * the guard decides about every request.
 */
@Injectable()
export class FloodGate {
  private readonly blocked = new BlockedCallers();
  private isOpenForAll: boolean;
  private turnedBack = 0;

  constructor(
    private readonly rejections: RejectionRecorder,
    @Inject(DCR_OPTIONS) { trackBy, maxRegistrationsPerWindow: limit }: ResolvedDcrOptions,
  ) {
    this.isOpenForAll = trackBy !== undefined || typeof limit === 'function';
  }

  /** The guard reports every request here. An application that rewrites `request.ip` opens the gate for good. */
  pass(request: FrameworkRequest): void {
    const arrival = arrivalOf(rawRequest(request));
    if (arrival && arrival.ip !== request.ip) this.isOpenForAll = true;
  }

  /** @param caller the limiter's key of this address */
  closeFor(address: string | undefined, caller: string, seconds: number): void {
    if (!this.isOpenForAll && address !== undefined)
      this.blocked.remember(normalizeAddress(address), caller, seconds);
  }

  /** @returns whether the request has been refused */
  turnBack(request: IncomingMessage, response: ServerResponse): boolean {
    const address = arrivalOf(request)?.ip;
    if (this.isOpenForAll || address === undefined) return false;
    const refusal = this.blocked.refusalOf(normalizeAddress(address));
    if (!refusal || ++this.turnedBack % CHECK_EVERY === 0) return false;
    // The exception filter writes the audit event of a flood's first refusal.
    if (!this.rejections.joinFlood(refusal.caller)) return false;
    respondWithError(response, refusal, headersForUnreadBody(request));
    return true;
  }
}
