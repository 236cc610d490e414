import { Controller, Get, Param, UseFilters } from '@nestjs/common';
import { DcrAdminService, DcrErrorFilter, DcrTemporarilyUnavailableError } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { adapters, startApplication } from '../../support/application.js';
import { send } from '../../support/http.js';

@Controller()
@UseFilters(DcrErrorFilter)
class PagesController {
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
