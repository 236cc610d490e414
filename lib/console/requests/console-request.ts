import type { FrameworkRequest } from '../../http/framework.js';
import type { Fields } from './fields.js';

/** What the console uses of a request, the same on Express and Fastify. */
export type ConsoleRequest = FrameworkRequest & {
  method: string;
  originalUrl: string;
  /** As far as the application's framework trusts its proxies. */
  protocol: string;
  query: Fields;
  body?: Fields | undefined;
};

/** The host that the request was sent to, with a port that is not the default. */
export function hostOf({ headers }: ConsoleRequest): string {
  const { host, ':authority': authority } = headers;
  return host ?? (typeof authority === 'string' ? authority : '');
}
