import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { EndpointLocation } from './endpoint-location.js';
import { hideBody } from './hidden-body.js';
import { answerPreflights, onAdapter } from './preflight.js';

/**
 * Stands in front of the host's body parsers and CORS settings, for the endpoint's path alone. It must be put on
 * the adapter before the parsers are, so it is done while providers are constructed.
 */
@Injectable()
export class EndpointMiddleware {
  constructor(
    adapterHost: HttpAdapterHost,
    location: EndpointLocation,
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
  ) {
    if (!options.enabled) return;
    onAdapter(adapterHost, (adapter) => {
      answerPreflights(adapter, 'POST', (url) => location.matches(url));
      adapter.use((request: IncomingMessage, _response: ServerResponse, next: () => void) => {
        if (request.method === 'POST' && location.matches(request.url ?? '')) hideBody(request);
        next();
      });
    });
  }
}
