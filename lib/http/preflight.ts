import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { CORS_HEADERS_TO_REMOVE, preflightHeaders } from './cors.js';
import type { FastifyApplication } from './framework.js';

/** What Node's request and Fastify's have in common. */
type Preflight = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/**
 * Calls back while providers are constructed, before the application installs its parsers and CORS settings. A
 * testing module gets its adapter only after its providers; an application context never gets one.
 */
export function onAdapter(host: HttpAdapterHost, install: (adapter: AbstractHttpAdapter) => void): void {
  if (host.httpAdapter) install(host.httpAdapter);
  else
    host.init$.subscribe(() => {
      if (host.httpAdapter) install(host.httpAdapter);
    });
}

/**
 * Answers the preflights of one of our routes, independently of the application's own CORS settings.
 *
 * @param meet gets every other request before the application's parsers do, and returns whether it has answered it
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
  // On Fastify, the application's `enableCors()` answers before any middleware runs, so correct its answer.
  if (adapter.getType() !== 'fastify') return;
  adapter.getInstance<FastifyApplication>().addHook('onSend', (request, reply, _payload, done) => {
    if (isOurs(request)) {
      reply.headers(preflightHeaders(method));
      for (const name of CORS_HEADERS_TO_REMOVE) reply.removeHeader(name);
    }
    done();
  });
}

/** Only for our own method: the application may serve another one on this path. */
function isPreflight(request: Preflight, ours: string): boolean {
  if (request.method !== 'OPTIONS') return false;
  const asked = request.headers['access-control-request-method'];
  return asked === undefined || asked === ours;
}
