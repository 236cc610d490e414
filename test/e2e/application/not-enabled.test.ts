import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration, hostileShapes } from '../../support/hostile-shapes.js';
import { send, type HttpAnswer, type HttpRequest } from '../../support/http.js';
import { applicationKinds } from './application-kinds.js';

const off = { enabled: false, maxRegistrationsPerWindow: 1 };
const ways = [
  { way: 'forRoot', dcr: (decorators?: ClassDecorator[]) => ({ ...off, decorators }) },
  { way: 'forRootAsync', dcr: (decorators?: ClassDecorator[]) => ({ decorators, useFactory: () => off }) },
];
/** An application that never enables the module has no reason to make its routes public. */
const kinds = [
  ...applicationKinds,
  {
    ...applicationKinds.find(({ decorators }) => decorators)!,
    name: 'a guard and no decorators',
    decorators: undefined,
  },
];
const applications = kinds.flatMap((kind) =>
  adapters.flatMap((adapter) => ways.map(({ way, dcr }) => [way, kind.name, adapter, kind, dcr] as const)),
);

const json = { 'content-type': 'application/json' };
const requests: (HttpRequest & { name: string })[] = [
  { name: 'a registration', headers: json, body: JSON.stringify(goodRegistration) },
  { name: 'a second registration', headers: json, body: JSON.stringify(goodRegistration) },
  ...hostileShapes.map(({ name, request }) => ({ name, ...request })),
  { name: 'a GET', method: 'GET' },
  { name: 'a preflight', method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } },
];

describe.each(applications)(
  '%s, not enabled, in an application with %s, on %s',
  (_way, _name, adapter, kind, dcr) => {
    let application: TestApplication;
    beforeAll(async () => {
      const { imports, providers, nest, configure, decorators } = kind;
      application = await startApplication({
        adapter,
        imports,
        providers,
        nest,
        configure,
        dcr: dcr(decorators),
      });
    });
    afterAll(() => application?.close());

    for (const request of requests)
      test(`answers ${request.name} like any unknown route`, async () => {
        const headers = { origin: 'https://app.example', ...request.headers };
        const unknown = kind.register.replace('register', 'registry');
        const atOurs = await send(application.url + kind.register, { ...request, headers });
        const atUnknown = await send(application.url + unknown, { ...request, headers });
        expect(atUnknown.status).not.toBe(201);
        expect(comparable(atOurs, kind.register)).toEqual(comparable(atUnknown, unknown));
      });

    test.each(['dcr_clients', 'dcr_audit_events', 'dcr_rate_limits'])('leaves %s empty', async (table) => {
      expect(await application.dataSource.query(`SELECT * FROM ${table}`)).toEqual([]);
    });
  },
);

/** The path has the same length in both, but Express computes the ETag from the body. */
function comparable({ status, headers, text }: HttpAnswer, path: string) {
  const { date: _, etag: __, 'x-ratelimit-reset': ___, ...lasting } = headers;
  return { status, headers: lasting, text: text.replaceAll(path, '…') };
}
