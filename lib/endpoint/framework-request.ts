import type { IncomingMessage } from 'node:http';
import type { DcrRequest } from '../options/dcr-module-options.js';

/** What a controller is handed: Express's request is Node's own, Fastify's carries it as `raw`. */
export type FrameworkRequest = (IncomingMessage & DcrRequest) | (DcrRequest & { raw: IncomingMessage });

export function rawRequest(request: FrameworkRequest): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}
