import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { CORS_HEADERS_TO_REMOVE, preflightHeaders } from './cors.js';
import { EndpointLocation } from './endpoint-location.js';
import { hideBody } from './hidden-body.js';

interface FastifyLike {
  addHook(
    name: 'onSend',
    hook: (
      request: Preflight & { url: string },
      reply: FastifyReplyLike,
      payload: unknown,
      done: () => void,
    ) => void,
  ): void;
}

interface FastifyReplyLike {
  headers(values: Record<string, string>): void;
  removeHeader(name: string): void;
}

type Preflight = Pick<IncomingMessage, 'headers'> & { method?: string | undefined };

/**
 * Stands in front of the host's body parsers and CORS settings, for the endpoint's path alone. It must be put on
 * the adapter before the parsers are, so it is done while providers are constructed.
 */
@Injectable()
export class EndpointMiddleware {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly location: EndpointLocation,
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
  ) {
    if (!options.enabled) return;
    // A testing module gets its adapter only after its providers.
    if (adapterHost.httpAdapter) this.install();
    else adapterHost.init$.subscribe(() => this.install());
  }

  private install(): void {
    const { httpAdapter } = this.adapterHost;
    // An application context has no HTTP at all.
    if (!httpAdapter) return;
    httpAdapter.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (!this.location.matches(request.url ?? '')) next();
      else if (isPreflight(request)) response.writeHead(204, preflightHeaders('POST')).end();
      else {
        if (request.method === 'POST') hideBody(request);
        next();
      }
    });
    if (httpAdapter.getType() === 'fastify') this.overrideFastifyCors(httpAdapter.getInstance<FastifyLike>());
  }

  /** On Fastify a host's `enableCors()` answers before any middleware does; what it says here is corrected. */
  private overrideFastifyCors(fastify: FastifyLike): void {
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      if (isPreflight(request) && this.location.matches(request.url)) {
        reply.headers(preflightHeaders('POST'));
        for (const name of CORS_HEADERS_TO_REMOVE) reply.removeHeader(name);
      }
      done();
    });
  }
}

/** For our own method: a host may serve another one on this path. */
function isPreflight({ method, headers }: Preflight): boolean {
  const asked = headers['access-control-request-method'];
  return method === 'OPTIONS' && (asked === undefined || asked === 'POST');
}
