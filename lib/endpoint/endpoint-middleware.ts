import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { isGone } from '../http/connection-state.js';
import { EndpointLocation } from '../http/endpoint-location.js';
import { type EarlyRequest, hideBody } from '../http/hidden-body.js';
import { answerPreflights, onAdapter } from '../http/preflight.js';

/** Answers a request and says `true`, or leaves it alone. */
export type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Stands in front of the host's body parsers and CORS settings, for the endpoint's path alone. It must be put on
 * the adapter before the parsers are, so it is done while providers are constructed.
 */
@Injectable()
export class EndpointMiddleware {
  private gate?: Gate;

  constructor(
    adapterHost: HttpAdapterHost,
    private readonly location: EndpointLocation,
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
  ) {
    if (!options.enabled) return;
    const matches = (url: string) => location.matches(url);
    onAdapter(adapterHost, (adapter) =>
      answerPreflights(adapter, 'POST', matches, (request, response) => this.meet(request, response)),
    );
  }

  /** A gate that registrations come to before the framework has routed them. */
  install(gate: Gate): void {
    this.gate = gate;
  }

  private meet(request: EarlyRequest, response: ServerResponse): boolean {
    if (request.method !== 'POST' || !this.location.matches(request.url ?? '')) return false;
    hideBody(request);
    // Without an address it would count as another caller, and there is nobody to answer.
    if (isGone(request)) {
      request.socket.destroy();
      return true;
    }
    return this.gate?.(request, response) ?? false;
  }
}
