import { type INestApplication, UseGuards, ValidationPipe, VersioningType } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DcrAdminService } from 'nestjs-dcr';
import { DcrConsoleModule, type DcrConsoleOptions } from 'nestjs-dcr/console';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adapters,
  type ApplicationSetup,
  startApplication,
  type TestApplication,
} from '../../support/application.js';
import { seedClients } from '../admin/support/clients.js';
import { AdminGuard, OPERATOR, type OperatorRequest } from './support/guard.js';
import { linksOf, Visitor } from './support/visitor.js';

const GUARDED: DcrConsoleOptions = {
  decorators: [UseGuards(AdminGuard)],
  operator: (request: OperatorRequest) => request.user?.email,
};

interface Mounting extends Pick<ApplicationSetup, 'providers' | 'configure'> {
  console: DcrConsoleOptions;
  /** Where the console answers. */
  at: string;
}

/** As helmet sets them, before any route. */
function addStrictHeaders(app: INestApplication): void {
  app.use(
    (_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
      response.setHeader('content-security-policy', "default-src 'self'; script-src 'none'");
      response.setHeader('cross-origin-resource-policy', 'same-origin');
      response.setHeader('referrer-policy', 'no-referrer');
      next();
    },
  );
}

const mountings: [title: string, Mounting][] = [
  ['at its default path', { console: GUARDED, at: '/admin/clients' }],
  [
    'below a global prefix, with URI versions and a strict ValidationPipe',
    {
      console: { ...GUARDED, path: '/operators/oauth/' },
      at: '/api/v0/operators/oauth',
      configure: (app) => {
        app.setGlobalPrefix('api/v0');
        app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
        app.useGlobalPipes(
          new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
        );
      },
    },
  ],
  [
    "behind a global guard, with helmet's headers",
    {
      console: { ...GUARDED, decorators: [], guardedBy: 'the global guard', path: 'console' },
      at: '/console',
      providers: [{ provide: APP_GUARD, useClass: AdminGuard }],
      configure: addStrictHeaders,
    },
  ],
];

const cases = adapters.flatMap((adapter) =>
  mountings.map(([title, mounting]) => ({ adapter, title, ...mounting })),
);

describe.each(cases)('The console on $adapter, $title', ({ adapter, at, console, ...setup }) => {
  let application: TestApplication;
  let root: string;
  let clientId: string;

  beforeAll(async () => {
    application = await startApplication({
      adapter,
      dcr: { enabled: true, cimd: { enabled: true } },
      imports: [DcrConsoleModule.forRoot(console)],
      ...setup,
    });
    root = application.url + at;
    const [client, , url] = await seedClients(application, [
      { clientName: 'Seen' },
      { clientName: 'Waiting', status: 'pending' },
      { clientName: 'With a document', clientId: 'https://client.example/a/client.json', source: 'cimd' },
    ]);
    clientId = client!.clientId;
    expect(url!.clientId).toContain('/');
    await application.nest
      .get(DcrAdminService, { strict: false })
      .disableClient(clientId, { actor: 'olga@example.com', reason: 'a test' });
  });
  afterAll(() => application?.close());

  test('has no broken link on any page, and no page outside its path', async () => {
    const visitor = new Visitor(OPERATOR);
    // Of the links that differ only in the values of their query, such as those of the days, one is enough.
    const shapeOf = (url: string) => [new URL(url).pathname, ...new URL(url).searchParams.keys()].join();
    const found = new Map([[shapeOf(root), root]]);
    for (const url of found.values()) {
      const page = await visitor.get(url);
      expect(page.status, url).toBe(200);
      for (const link of linksOf(page)) {
        expect(link.startsWith(root), `${link} on ${url}`).toBe(true);
        if (!found.has(shapeOf(link))) found.set(shapeOf(link), link.split('#', 1)[0]!);
      }
    }
    const paths = [...found.values()].map((url) => url.slice(root.length).split('?', 1)[0]);
    expect(paths).toEqual(
      expect.arrayContaining([
        '',
        '/clients',
        '/pending',
        '/sessions',
        '/audit',
        '/cleanup',
        '/console.css',
        '/icon.svg',
      ]),
    );
    expect(paths).toContain(`/clients/${clientId}/enable`);
    expect(paths).toContain('/clients/https%3A%2F%2Fclient.example%2Fa%2Fclient.json/delete');
  });

  test('also finds its links with a slash at the end of the path', async () => {
    const page = await new Visitor(OPERATOR).get(`${root}/`);
    // Fastify's router treats it as another path.
    if (page.status === 404) expect(adapter).toBe('fastify');
    else expect(linksOf(page)).toContain(`${root}/clients`);
  });

  test('changes a client, tells the result once, and audits who it was', async () => {
    const visitor = new Visitor(OPERATOR);
    const form = await visitor.get(`${root}/clients/${clientId}/enable`);
    const after = await visitor.submit(form, '/enable', { reason: 'a second test' });
    expect(after).toMatchObject({ status: 200, url: `${root}/clients/${clientId}` });
    expect(after.text).toContain('Seen: enabled.');
    expect((await visitor.get(after.url)).text).not.toContain('Seen: enabled.');
    const { items } = await application.nest
      .get(DcrAdminService, { strict: false })
      .listAuditEvents({ clientId, type: 'client.enabled' });
    expect(items).toMatchObject([{ actor: 'olga@example.com', reason: 'a second test' }]);
  });

  test('sends its own security headers with every page', async () => {
    const { headers } = await new Visitor(OPERATOR).get(root);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('answers an unknown client with a page, and an unknown path like the application', async () => {
    const visitor = new Visitor(OPERATOR);
    const page = await visitor.get(`${root}/clients/nobody`);
    expect(page.status).toBe(404);
    expect(linksOf(page)).toContain(root);
    const other = await visitor.get(`${root}/clients/a/b/c`);
    expect(other.status).toBe(404);
    expect(JSON.parse(other.text)).toMatchObject({ statusCode: 404 });
  });

  test('exports the audit', async () => {
    const { headers, text } = await new Visitor(OPERATOR).get(`${root}/audit.csv`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(text.split('\r\n')[1]).toContain('"client.');
  });

  test("leaves every refusal to the application's guard", async () => {
    const stranger = new Visitor();
    const paths = [
      '',
      '/clients',
      `/clients/${clientId}`,
      '/audit',
      '/audit.csv',
      '/console.css',
      '/icon.svg',
    ];
    for (const path of paths) {
      const answer = await stranger.get(root + path);
      expect(answer.status, path).toBe(401);
      expect(JSON.parse(answer.text)).toMatchObject({ message: 'Sign in first.' });
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((await stranger.post(`${root}/registration`, { to: 'paused', reason: 'a test' })).status).toBe(
      401,
    );
  });
});
