import type { Provider } from 'oidc-provider';

/** Where RFC 8414 and OpenID Connect Discovery put the provider's metadata. */
export const DOCUMENTS = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

const ANY_SEGMENT = '*';
/** The provider's names for its routes. Those of features that are off are not registered. */
const ROUTES = [
  'authorization',
  'resume',
  'token',
  'jwks',
  'userinfo',
  'revocation',
  'introspection',
  'pushed_authorization_request',
  'backchannel_authentication',
  'device_authorization',
  'code_verification',
  'device_resume',
  'end_session',
  'end_session_confirm',
  'end_session_success',
  'challenge',
  'openid_credential_issuer',
  'credential',
  'interaction',
  'abort',
];

/** The path of a route below the provider's own root, or `undefined` where its feature is off. */
export function routeOf(provider: Provider, name: string): string | undefined {
  try {
    return provider.pathFor(name, { mountPath: '', uid: ANY_SEGMENT });
  } catch {
    return undefined;
  }
}

/** Returns a function that recognizes the provider's paths, as the provider's router does. */
export function routeMatcher(provider: Provider): (path: string) => boolean {
  const routes = [...DOCUMENTS, ...ROUTES.map((name) => routeOf(provider, name))]
    .filter((route) => route !== undefined)
    .map(segmentsOf);
  return (path) => {
    const segments = segmentsOf(path);
    return routes.some(
      (route) =>
        route.length === segments.length &&
        route.every((segment, index) => segment === ANY_SEGMENT || segment === segments[index]),
    );
  };
}

/** The provider's router ignores case and a trailing slash. */
function segmentsOf(path: string): string[] {
  return path
    .toLowerCase()
    .replace(/(?<=.)\/$/, '')
    .split('/');
}
