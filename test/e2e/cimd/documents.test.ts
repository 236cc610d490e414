import { describe, expect, test } from 'vitest';
import { refusalOf } from '../clients/authorization.js';
import { authorize, expire, fetchesOf, serve, startDocumentApplication } from './support/documents.js';

describe('The methods of a document', () => {
  test.each([
    [undefined, undefined],
    ['none', undefined],
    ['none', ['none', 'tls_client_auth']],
    ['private_key_jwt', ['none', 'private_key_jwt']],
    [undefined, ['none', 'private_key_jwt']],
  ])('may be %j of %j: the client is public', async (method, methods) => {
    const application = await startDocumentApplication();
    const clientId = serve(application, {
      token_endpoint_auth_method: method,
      token_endpoint_auth_methods_supported: methods,
    });
    expect(await authorize(application, clientId)).toMatchObject({ tokenEndpointAuthMethod: 'none' });
  });

  test.each([
    ['private_key_jwt', undefined],
    [undefined, ['private_key_jwt']],
    [undefined, []],
    ['none', ['private_key_jwt']],
    ['private_key_jwt', ['none']],
    ['client_secret_basic', ['none', 'client_secret_basic']],
    ['none', ['none', 'client_secret_post']],
    ['none', 'none'],
    [null, undefined],
  ])('cannot be %j of %j', async (method, methods) => {
    const application = await startDocumentApplication();
    const clientId = serve(application, {
      token_endpoint_auth_method: method,
      token_endpoint_auth_methods_supported: methods,
    });
    expect(await refusalOf(authorize(application, clientId))).toMatchObject({
      error: 'invalid_client',
      status: 400,
      rejectionCause: 'auth_method',
    });
  });
});

test('The URLs in a document are never fetched', async () => {
  const application = await startDocumentApplication();
  const url = 'https://client.test/other';
  const links = { client_uri: url, logo_uri: url, tos_uri: url, policy_uri: url, jwks_uri: url };
  const clientId = serve(application, { ...links, 'logo_uri#fr': url });
  expect(await authorize(application, clientId)).toMatchObject({ logoUri: url });
  await application.admin.refreshClient(clientId);
  expect(application.server.requests.map((request) => request.url)).toEqual([clientId, clientId]);
  expect(application.server.connections).toBe(2);
});

test('A disabled client is refused without a fetch, even if its copy has expired', async () => {
  const application = await startDocumentApplication();
  const clientId = serve(application);
  await authorize(application, clientId);
  await application.admin.disableClient(clientId, { actor: 'root' });
  await expire(application, clientId);
  expect(await refusalOf(authorize(application, clientId))).toMatchObject({
    error: 'invalid_client',
    status: 400,
  });
  expect(fetchesOf(application, clientId)).toBe(1);
  expect(await application.clients.findActive(clientId)).toBeNull();
});
