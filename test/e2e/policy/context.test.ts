import { DcrDecision, DcrRegistrationService, type DcrPolicyContext } from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { postJson } from '../../support/http.js';

describe.each(adapters)('the context of a policy, on %s', (adapter) => {
  let application: TestApplication;
  let contexts: DcrPolicyContext[] = [];
  let signals: AbortSignal[] = [];
  beforeAll(async () => {
    application = await startApplication({
      adapter,
      dcr: {
        enabled: true,
        negotiation: 'substitute',
        scopes: { allowed: ['read', 'write'] },
        policy(context, signal) {
          contexts.push(context);
          signals.push(signal);
          return DcrDecision.allow();
        },
      },
    });
  });
  beforeEach(() => {
    contexts = [];
    signals = [];
  });
  afterAll(() => application?.close());

  const request = {
    client_name: 'Example Client',
    'client_name#fr': 'Client exemplaire',
    redirect_uris: ['https://client.example.com/cb', 'http://evil.example/', 'http://127.0.0.1/cb'],
    grant_types: ['authorization_code', 'refresh_token', 'password'],
    response_types: ['code', 'token'],
    token_endpoint_auth_method: 'client_secret_post',
    scope: 'write admin read',
    software_id: 'example',
    software_version: '1.2.3',
    contacts: ['admin@client.example.com'],
    logo_uri: '',
    tos_uri: null,
    client_id: 'chosen',
    unknown: { nested: true },
  };

  test('has the normalized metadata and the original request', async () => {
    const headers = { 'user-agent': 'Example/1.2.3', 'X-Custom': 'yes', cookie: 'a=b' };
    const answer = await postJson(`${application.url}/register`, request, headers);
    expect(answer.status, answer.text).toBe(201);
    const [{ headers: seen, ...context }] = contexts as [DcrPolicyContext];
    expect(context).toEqual({
      source: 'dcr',
      clientName: 'Example Client',
      redirectUris: ['https://client.example.com/cb', 'http://127.0.0.1/cb'],
      grantTypes: ['authorization_code', 'refresh_token'],
      responseTypes: ['code'],
      scopes: ['write', 'read'],
      tokenEndpointAuthMethod: 'none',
      softwareId: 'example',
      softwareVersion: '1.2.3',
      ip: '127.0.0.1',
      userAgent: 'Example/1.2.3',
      requested: {
        client_name: request.client_name,
        'client_name#fr': request['client_name#fr'],
        redirect_uris: request.redirect_uris,
        grant_types: request.grant_types,
        response_types: request.response_types,
        token_endpoint_auth_method: request.token_endpoint_auth_method,
        scope: request.scope,
        software_id: request.software_id,
        software_version: request.software_version,
        contacts: request.contacts,
      },
    });
    expect(seen).toEqual({
      host: new URL(application.url).host,
      connection: 'close',
      'content-type': 'application/json',
      'content-length': String(JSON.stringify(request).length),
      'user-agent': 'Example/1.2.3',
      'x-custom': 'yes',
      cookie: 'a=b',
    });
  });

  test('has the defaults of members that were not sent', async () => {
    await postJson(`${application.url}/register`, { redirect_uris: ['https://client.example.com/cb'] });
    const [{ headers: _headers, ...context }] = contexts as [DcrPolicyContext];
    expect(context).toEqual({
      source: 'dcr',
      clientName: 'Unnamed client',
      redirectUris: ['https://client.example.com/cb'],
      grantTypes: ['authorization_code'],
      responseTypes: ['code'],
      scopes: [],
      tokenEndpointAuthMethod: 'none',
      ip: '127.0.0.1',
      requested: { redirect_uris: ['https://client.example.com/cb'] },
    });
  });

  test('has no address and no headers if the application registers a client itself', async () => {
    const service = application.nest.get(DcrRegistrationService);
    await service.register({ redirect_uris: ['https://client.example.com/cb'] });
    expect(contexts[0]).toMatchObject({ headers: {} });
    expect(contexts[0]).not.toHaveProperty('ip');
    expect(contexts[0]).not.toHaveProperty('userAgent');
  });

  test('has the headers that the application passes, in lower case and joined', async () => {
    const headers = {
      'User-Agent': 'ignored',
      'user-agent': 'Example',
      'X-List': ['a', 'b'],
      none: undefined,
    };
    const origin = { ip: '2001:db8::1', headers };
    await application.nest
      .get(DcrRegistrationService)
      .register({ redirect_uris: ['http://localhost/'] }, origin);
    expect(contexts[0]).toMatchObject({
      ip: '2001:db8::1',
      userAgent: 'Example',
      headers: { 'x-list': 'a, b' },
    });
    expect(contexts[0]!.headers).not.toHaveProperty('none');
  });

  test('cannot be changed, at any depth', async () => {
    await postJson(`${application.url}/register`, request);
    const objects: object[] = [];
    const visit = (value: unknown) => {
      if (typeof value !== 'object' || value === null) return;
      objects.push(value);
      Object.values(value).forEach(visit);
    };
    visit(contexts[0]);
    expect(objects.length).toBeGreaterThan(8);
    expect(objects.filter((object) => !Object.isFrozen(object))).toEqual([]);
    expect(() => (contexts[0]!.redirectUris as string[]).push('https://evil.example/')).toThrow(TypeError);
  });

  test('comes with a signal that is not aborted', async () => {
    await postJson(`${application.url}/register`, request);
    expect(signals).toEqual([expect.any(AbortSignal)]);
    expect(signals[0]!.aborted).toBe(false);
  });

  test('never contains invalid metadata: the policy is not called for it', async () => {
    const refused = await postJson(`${application.url}/register`, { redirect_uris: ['https://a.example/#'] });
    expect(refused.status).toBe(400);
    expect(contexts).toEqual([]);
  });
});
