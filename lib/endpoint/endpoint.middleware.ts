import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { isCallerGone } from '../http/connection-state.js';
import { EndpointLocation } from '../http/endpoint.location.js';
import { type EarlyRequest, hideBody } from '../http/hidden-body.js';
import { answerPreflights, onAdapter } from '../http/preflight.js';
import { FloodGate } from './flood.gate.js';

/**
 * Sees every registration first: before the application's CORS settings answer it, and before its body parsers read
 * it. It is therefore installed on the adapter while providers are constructed. Nest then takes the request through
 * the application's guards and ours (`DcrThrottlerGuard`) to `RegistrationController`; `RegistrationExceptionFilter`
 * answers failures.
 */
@Injectable()
export class EndpointMiddleware {
  constructor(
    adapterHost: HttpAdapterHost,
    private readonly location: EndpointLocation,
    private readonly floodGate: FloodGate,
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
  ) {
    if (!options.enabled) return;
    const matches = (url: string) => location.matches(url);
    onAdapter(adapterHost, (adapter) =>
      answerPreflights(adapter, 'POST', matches, (request, response) => this.meet(request, response)),
    );
  }

  /** @returns whether the request has been answered */
  private meet(request: EarlyRequest, response: ServerResponse): boolean {
    if (request.method !== 'POST' || !this.location.matches(request.url ?? '')) return false;
    hideBody(request);
    // Nobody is left to answer, and without an address the attempt would count for another caller.
    if (isCallerGone(request)) {
      request.socket.destroy();
      return true;
    }
    return this.floodGate.turnBack(request, response);
  }
}
