import type { IncomingMessage } from 'node:http';
import type { DcrRequest } from '../options/dcr-module-options.js';
import { normalizeAddress } from '../text/ip-address.js';

/** What a controller is handed: Express's request is Node's own, Fastify's carries it as `raw`. */
export type FrameworkRequest = (IncomingMessage & DcrRequest) | (DcrRequest & { raw: IncomingMessage });

export function rawRequest(request: FrameworkRequest): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}

/**
 * The request as the application's own functions see it: with a normalized `ip`. The framework's request is left as it
 * is.
 */
export function withNormalizedAddress(request: FrameworkRequest): DcrRequest {
  const { ip } = request;
  const value = addressOf(request);
  return value === ip ? request : (Object.create(request, { ip: { value, enumerable: true } }) as DcrRequest);
}

/** The caller's address as the framework reports it, normalized. */
export function addressOf({ ip }: FrameworkRequest): string | undefined {
  return ip === undefined ? undefined : normalizeAddress(ip);
}
