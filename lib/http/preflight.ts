import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { CORS_HEADERS_TO_REMOVE, preflightHeaders } from './cors.js';
import type { FastifyApplication } from './framework.js';

/** What Node's request and Fastify's have in common. */
type Preflight = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/**
 * Calls back while providers are constructed, before the host puts its parsers and CORS settings on the adapter.
 * A testing module gets its adapter only after its providers; an application context never.
 */
export function onAdapter(host: HttpAdapterHost, install: (adapter: AbstractHttpAdapter) => void): void {
  if (host.httpAdapter) install(host.httpAdapter);
  else
    host.init$.subscribe(() => {
      if (host.httpAdapter) install(host.httpAdapter);
    });
}

/**
 * Answers the preflights of a route of ours, whatever CORS settings the host has for its own.
 *
 * @param meet is shown every other request, before the host's parsers are, and says whether it has answered
 */
export function answerPreflights(
  adapter: AbstractHttpAdapter,
  method: 'POST' | 'GET',
  matches: (url: string) => boolean,
  meet?: (request: IncomingMessage, response: ServerResponse) => boolean,
): void {
  const isOurs = (request: Preflight) => isPreflight(request, method) && matches(request.url ?? '');
  adapter.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (isOurs(request)) response.writeHead(204, preflightHeaders(method)).end();
    else if (!meet?.(request, response)) next();
  });
  // On Fastify a host's `enableCors()` answers before any middleware does; what it says here is corrected.
  if (adapter.getType() !== 'fastify') return;
  adapter.getInstance<FastifyApplication>().addHook('onSend', (request, reply, _payload, done) => {
    if (isOurs(request)) {
      reply.headers(preflightHeaders(method));
      for (const name of CORS_HEADERS_TO_REMOVE) reply.removeHeader(name);
    }
    done();
  });
}

/** For our own method: a host may serve another one on this path. */
function isPreflight(request: Preflight, ours: string): boolean {
  if (request.method !== 'OPTIONS') return false;
  const asked = request.headers['access-control-request-method'];
  return asked === undefined || asked === ours;
}
