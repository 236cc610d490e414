import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { DcrRequest } from '../options/dcr-module-options.js';
import { normalizeAddress } from '../text/ip-address.js';

/*
 * What we use of Express and Fastify. Neither is a dependency, so that an application installs only its own.
 */

/** The request that a controller gets: Express's is Node's own, Fastify's carries it as `raw`. */
export type FrameworkRequest = (IncomingMessage & DcrRequest) | (DcrRequest & { raw: IncomingMessage });

/** The response that a controller gets: Express's is Node's own, Fastify's reply carries it as `raw`. */
export type FrameworkResponse = ServerResponse | FastifyReply;

export interface ExpressApplication {
  enabled(setting: string): boolean;
}

interface FastifyRouterOptions {
  caseSensitive?: boolean;
  ignoreTrailingSlash?: boolean;
  ignoreDuplicateSlashes?: boolean;
  useSemicolonDelimiter?: boolean;
}

export interface FastifyApplication {
  /** Which of the two places holds the router's options depends on the release of Fastify. */
  initialConfig: FastifyRouterOptions & { routerOptions?: FastifyRouterOptions };
  addHook(
    name: 'onSend',
    hook: (
      request: { method: string; url: string; headers: IncomingHttpHeaders },
      reply: FastifyReply,
      payload: unknown,
      done: () => void,
    ) => void,
  ): void;
}

interface FastifyReply {
  raw: ServerResponse;
  code(status: number): this;
  headers(values: Readonly<Record<string, string>>): this;
  removeHeader(name: string): this;
  send(text?: string): void;
}

/** The methods that Express's response and Fastify's reply have in common. */
export interface CommonResponse {
  status(code: number): this;
  header(name: string, value: string): this;
  send(body: object | string): unknown;
}

/** The response that a route handler gets. In middleware, a {@link FrameworkResponse} may be Node's own. */
export type HandlerResponse = FrameworkResponse & CommonResponse;

export function rawRequest(request: FrameworkRequest): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}

/** The request for functions of the application: with a normalized `ip`. The framework's own request is not changed. */
export function withNormalizedAddress(request: FrameworkRequest): DcrRequest {
  const { ip } = request;
  const value = addressOf(request);
  return value === ip ? request : (Object.create(request, { ip: { value, enumerable: true } }) as DcrRequest);
}

/** The caller's address as the framework reports it, normalized. */
export function addressOf({ ip }: FrameworkRequest): string | undefined {
  return ip === undefined ? undefined : normalizeAddress(ip);
}
