import { Controller, Get, Param, UseFilters } from '@nestjs/common';
import { DcrAdminService, DcrErrorFilter, DcrTemporarilyUnavailableError } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { adapters, startApplication } from '../../support/application.js';
import { send } from '../../support/http.js';

@Controller()
class PlainController {
  constructor(private readonly admin: DcrAdminService) {}

  @Get('clients/:id')
  show(@Param('id') id: string) {
    return this.admin.getClient(id);
  }

  @Get('clients')
  list() {
    return this.admin.listClients({ limit: 0 });
  }

  @Get('busy')
  busy() {
    throw new DcrTemporarilyUnavailableError();
  }
}

@Controller()
@UseFilters(DcrErrorFilter)
class PagesController extends PlainController {}

describe.each(adapters)('A controller without DcrErrorFilter, on %s,', (adapter) => {
  test.each([
    ['clients/unknown', 404, 'There is no client with this client_id.'],
    ['clients', 400, 'limit must be a whole number from 1 to 500.'],
    ['busy', 503, 'The server cannot complete the request right now. Try again later.'],
  ])("answers GET /%s with %i and Nest's own body", async (path, statusCode, message) => {
    const application = await startApplication({ adapter, dcr: {}, controllers: [PlainController] });
    onTestFinished(() => application.close());
    const answer = await send(`${application.url}/${path}`, { method: 'GET' });
    expect(answer.status).toBe(statusCode);
    expect(answer.json()).toEqual({ statusCode, message });
  });
});

describe.each(adapters)("DcrErrorFilter on an application's controller, on %s,", (adapter) => {
  test.each([
    ['clients/unknown', 404, 'not_found', undefined],
    ['clients', 400, 'invalid_request', undefined],
    ['busy', 503, 'temporarily_unavailable', '5'],
  ])('answers GET /%s with %i %s', async (path, status, error, retryAfter) => {
    const application = await startApplication({ adapter, dcr: {}, controllers: [PagesController] });
    onTestFinished(() => application.close());
    const answer = await send(`${application.url}/${path}`, { method: 'GET' });
    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual({ error, error_description: expect.any(String) as string });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['retry-after']).toBe(retryAfter);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});
