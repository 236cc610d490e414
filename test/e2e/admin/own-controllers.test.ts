import { Body, Controller, Delete, Get, Post, Query, UseFilters, ValidationPipe } from '@nestjs/common';
import {
  ActionReason,
  CleanUpRequest,
  ClientFilter,
  DcrAdminService,
  DcrClient,
  DcrErrorFilter,
  ListAuditEventsQuery,
  ListClientsQuery,
} from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { ago, DAY, seedClients } from './support/clients.js';

/** A controller that an application writes for its operators, in one file. */
@Controller('own')
@UseFilters(DcrErrorFilter)
class OwnController {
  constructor(private readonly admin: DcrAdminService) {}

  @Get('clients')
  list(@Query() query: ListClientsQuery) {
    return this.admin.listClients(query);
  }

  @Get('audit')
  audit(@Query() query: ListAuditEventsQuery) {
    return this.admin.listAuditEvents(query);
  }

  @Delete('clients')
  remove(@Query() filter: ClientFilter) {
    return this.admin.deleteClients(filter);
  }

  @Post('delete')
  removeByBody(@Body() filter: ClientFilter) {
    return this.admin.deleteClients(filter);
  }

  @Post('cleanup')
  cleanUp(@Body() request: CleanUpRequest) {
    return this.admin.cleanUp(request, { actor: 'root' });
  }

  @Post('pause')
  pause(@Body() { reason }: ActionReason) {
    return this.admin.pauseRegistration({ actor: 'root', reason });
  }
}

interface Answer {
  status: number;
  body: {
    items: { clientName: string }[];
    nextCursor?: string;
    message: string[];
    error_description: string;
  };
}

/** Left alone, the second pipe would convert `neverUsed=false` to `true`. */
const pipes = [
  ['that converts by decorators', { whitelist: true, transform: true }],
  [
    'that also converts by TypeScript types',
    { whitelist: true, transform: true, transformOptions: { enableImplicitConversion: true } },
  ],
  ['that refuses unknown members', { whitelist: true, transform: true, forbidNonWhitelisted: true }],
] as const;

describe.each(adapters)('a controller of the application on %s', (adapter) => {
  let application: TestApplication;
  const ids: Record<string, string> = {};

  const start = async (pipe?: ValidationPipe) => {
    application = await startApplication({
      adapter,
      dcr: {},
      controllers: [OwnController],
      configure: (app) => void (pipe && app.useGlobalPipes(pipe)),
    });
  };
  const seed = async () => {
    await application.dataSource.getRepository(DcrClient).createQueryBuilder().delete().execute();
    const clients = await seedClients(application, [
      { clientName: 'used', createdAt: ago(9 * DAY), lastUsedAt: ago(DAY) },
      { clientName: 'old', createdAt: new Date('2025-12-31T23:59:59Z') },
      { clientName: 'new', createdAt: ago(0) },
    ]);
    for (const { clientName, clientId } of clients) ids[clientName] = clientId;
  };
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${application.url}/own/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : {}) as Answer['body'] };
  };
  const names = async (query: string) => {
    const { body } = await ask('GET', `clients?${query}`);
    return body.items.map(({ clientName }) => clientName);
  };
  const left = () => application.dataSource.getRepository(DcrClient).count();

  describe.each(pipes)('behind a ValidationPipe %s', (_, options) => {
    beforeAll(() => start(new ValidationPipe(options)));
    beforeEach(seed);
    afterAll(() => application?.close());

    test('converts the query of a list', async () => {
      expect(await names('limit=1&createdBefore=2026-01-01T00:00:00Z')).toEqual(['old']);
      expect(await names('limit=1')).toEqual(['new']);
      expect(await names('neverUsed=false')).toEqual(['used']);
      expect(await names('neverUsed=true')).toEqual(['new', 'old']);
      expect(await names(`clientIds=${ids['used']}&clientIds=${ids['old']}`)).toEqual(['used', 'old']);
      expect(await names(`clientIds=${ids['old']}`)).toEqual(['old']);
      expect(await names('all=true&sort=createdAt')).toEqual(['old', 'used', 'new']);
    });

    test('follows the cursor of a page', async () => {
      const { body } = await ask('GET', 'clients?limit=2');
      expect(await names(`limit=2&cursor=${body.nextCursor!}`)).toEqual(['old']);
    });

    test.each([
      ['clients?limit=0', 'limit must be a whole number from 1 to 500'],
      ['clients?limit=ten', 'limit must be a whole number from 1 to 500'],
      ['clients?limit=1&limit=2', 'limit must be a whole number from 1 to 500'],
      ['clients?neverUsed=no', 'neverUsed must be true or false'],
      ['clients?all=false', 'all must be true'],
      ['clients?status=gone', "status must be 'active' or 'pending' or 'disabled'"],
      ['clients?createdBefore=yesterday', 'createdBefore must be a valid Date'],
      ['clients?sort=clientName', 'sort must be one of: createdAt, -createdAt, lastUsedAt, -lastUsedAt'],
      ['audit?from=yesterday', 'from must be a valid Date'],
      ['audit?outcome=fine', "outcome must be 'accepted' or 'rejected'"],
    ])('answers 400 to %s', async (path, message) => {
      expect(await ask('GET', path)).toMatchObject({ status: 400, body: { message: [message] } });
    });

    test('names the known values when one is misspelled', async () => {
      for (const [path, known] of [
        ['audit?type=nonsense', "type must be 'client.registered' or 'client.rejected' or "],
        ['audit?cause=nonsense', "cause must be 'metadata' or 'redirect_uris' or "],
      ] as const) {
        const { status, body } = await ask('GET', path);
        expect(status).toBe(400);
        expect(body.message.join()).toContain(known);
      }
    });

    test('converts the query of the audit', async () => {
      await ask('POST', 'pause', { reason: 'a flood' });
      const { body } = await ask(
        'GET',
        `audit?type=registration.paused&from=2026-01-01&to=${new Date(Date.now() + DAY).toISOString()}&limit=1`,
      );
      expect(body.items).toMatchObject([{ reason: 'a flood', actor: 'root' }]);
    });

    test('deletes the clients that its filter matches, and none if the filter is empty', async () => {
      const empty = { status: 400, body: { error: 'invalid_request' } };
      expect(await ask('DELETE', 'clients')).toMatchObject(empty);
      expect(await ask('POST', 'delete', {})).toMatchObject(empty);
      expect(await ask('DELETE', 'clients?search=')).toMatchObject(empty);
      expect(await ask('POST', 'delete', { search: null })).toMatchObject({ status: 400 });
      expect(await left()).toBe(3);
      expect(await ask('DELETE', 'clients?search=use')).toMatchObject({ body: { matched: 1, changed: 1 } });
      expect(await ask('POST', 'delete', { search: 'old' })).toMatchObject({ body: { changed: 1 } });
      expect(await left()).toBe(1);
      expect(await ask('DELETE', 'clients?all=true')).toMatchObject({ body: { changed: 1 } });
      expect(await left()).toBe(0);
    });

    test('bounds the reason of an action', async () => {
      const message = ['reason must be text of at most 500 characters'];
      for (const reason of ['x'.repeat(501), null]) {
        expect(await ask('POST', 'pause', { reason })).toMatchObject({ status: 400, body: { message } });
        expect(await ask('POST', 'cleanup', { reason })).toMatchObject({ status: 400, body: { message } });
      }
      expect(await ask('POST', 'cleanup', { dryRun: 'perhaps' })).toMatchObject({
        status: 400,
        body: { message: ['dryRun must be true or false'] },
      });
    });

    test('keeps the reason of a cleanup, which may be a dry run', async () => {
      expect(await ask('POST', 'cleanup', { dryRun: true })).toMatchObject({ body: { unusedClients: 1 } });
      expect(await left()).toBe(3);
      const reason = 'spring cleaning';
      expect(await ask('POST', 'cleanup', { dryRun: false, reason })).toMatchObject({
        body: { unusedClients: 1 },
      });
      const { body } = await ask('GET', 'audit?type=client.cleaned_up&limit=1');
      expect(body.items).toMatchObject([{ clientId: ids['old'], actor: 'root', reason }]);
    });
  });

  describe('without a pipe', () => {
    beforeAll(() => start());
    beforeEach(seed);
    afterAll(() => application?.close());

    test('converts the query of a list as well', async () => {
      expect(await names('search=use&status=active')).toEqual(['used']);
      expect(await names('limit=1&createdBefore=2026-01-01T00:00:00Z')).toEqual(['old']);
      expect(await names('limit=1')).toEqual(['new']);
      expect(await names('neverUsed=false')).toEqual(['used']);
      expect(await names(`clientIds=${ids['used']}&clientIds=${ids['old']}`)).toEqual(['used', 'old']);
      expect(await names(`clientIds=${ids['old']}`)).toEqual(['old']);
      expect(await names('all=true&sort=createdAt')).toEqual(['old', 'used', 'new']);
      expect((await ask('GET', 'audit?from=2026-01-01&limit=1')).status).toBe(200);
    });

    test('refuses invalid values and unknown members of a list', async () => {
      for (const [path, error_description] of [
        ['clients?limit=ten', 'limit must be a whole number from 1 to 500.'],
        ['clients?limit=', 'limit must be a whole number from 1 to 500.'],
        ['clients?limit=1&limit=2', 'limit must be a whole number from 1 to 500.'],
        ['clients?neverUsed=no', "The filter's neverUsed must be true or false."],
        ['clients?createdBefore=yesterday', "The filter's createdBefore must be a valid Date."],
        ['audit?from=yesterday', 'from must be a valid Date.'],
        ['clients?nmae=x', 'A filter has no nmae; it may have all, status, source'],
        ['audit?user=root', 'The audit has no user; filter by type, clientId, outcome, error, cause, ip'],
      ] as const) {
        const { status, body } = await ask('GET', path);
        expect(status, path).toBe(400);
        expect(body.error_description).toMatch(error_description);
      }
    });

    test('deletes the clients that its filter matches, and none if the filter is empty', async () => {
      for (const body of [{}, { search: '' }, { search: null }, { all: 'true' }, { dryRun: true }]) {
        expect(await ask('POST', 'delete', body)).toMatchObject({ status: 400 });
      }
      expect(await ask('DELETE', 'clients')).toMatchObject({ status: 400 });
      expect(await left()).toBe(3);
      expect(await ask('DELETE', 'clients?search=use')).toMatchObject({ body: { changed: 1 } });
      expect(await left()).toBe(2);
    });

    test('runs the cleanup with the given options only', async () => {
      for (const body of [{ dryRun: 'false' }, { dryrun: true }]) {
        expect(await ask('POST', 'cleanup', body)).toMatchObject({ status: 400 });
      }
      expect(await left()).toBe(3);
    });
  });
});
