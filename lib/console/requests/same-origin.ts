import { type ConsoleRequest, hostOf } from './console-request.js';

/**
 * Whether a form was sent from the application itself. Browsers say so in `Sec-Fetch-Site`; older ones, and all of them on
 * plain HTTP, send only `Origin`. A request with neither header did not come from a form.
 *
 * @param origin of the application. Default: any with the host that the request was sent to.
 */
export function isSameOrigin(request: ConsoleRequest, origin: string | undefined): boolean {
  const { 'sec-fetch-site': site, origin: sender } = request.headers;
  if (site !== undefined) return site === 'same-origin';
  if (sender === undefined || !URL.canParse(sender)) return false;
  return origin === undefined ? new URL(sender).host === normalized(hostOf(request)) : sender === origin;
}

/** Without a default port, as in `Origin`. */
function normalized(host: string): string {
  return host.toLowerCase().replace(/:(?:80|443)$/, '');
}
