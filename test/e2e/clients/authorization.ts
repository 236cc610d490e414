import { DcrError, type AuthorizationRequest, type DcrClientService } from 'nestjs-dcr';

/** A valid request of any client with this redirect URI, with the example challenge of RFC 7636. */
export function authorizationRequest(
  clientId: string,
  changes: Partial<Record<keyof AuthorizationRequest, unknown>> = {},
): AuthorizationRequest {
  const request = {
    clientId,
    redirectUri: 'https://client.example.com/callback',
    responseType: 'code',
    codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    codeChallengeMethod: 'S256',
    ...changes,
  };
  return request as AuthorizationRequest;
}

/** The refusal that the service threw; fails the test if it threw anything else or nothing. */
export async function refusalOf(work: Promise<unknown>): Promise<DcrError> {
  const thrown: unknown = await work.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  if (thrown instanceof DcrError) return thrown;
  throw thrown;
}

export type Method = 'findActive' | 'authorize' | 'authenticate';

/** The three ways in which an authorization server looks up a client. */
export function ask(service: DcrClientService, method: Method, clientId: string): Promise<unknown> {
  if (method === 'findActive') return service.findActive(clientId);
  if (method === 'authorize') return service.authorize(authorizationRequest(clientId));
  return service.authenticate({ clientId, grantType: 'authorization_code' });
}
