import type { IncomingMessage } from 'node:http';
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
    const matches = (url = '') => location.matches(url);
    const hideOurBodies = (request: IncomingMessage) => {
      if (request.method === 'POST' && matches(request.url)) hideBody(request);
    };
    onAdapter(adapterHost, (adapter) => answerPreflights(adapter, 'POST', matches, hideOurBodies));
  }
}
