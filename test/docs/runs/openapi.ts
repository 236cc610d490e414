import SwaggerParser from '@apidevtools/swagger-parser';
import type { INestApplication, Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DcrModule } from 'nestjs-dcr';
import { expect } from 'vitest';
import { send } from '../../support/http.js';
import {
  register,
  withApplication,
  withApplicationOnEachAdapter,
} from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

type Load = (app: INestApplication) => OpenAPIObject;

export const openApi: Runs = {
  'described-clients.controller.ts': async ({ DescribedClientsController: Controller }, load) => {
    const { adminOpenApi } = await load('admin-open-api.ts');
    await withApplicationOnEachAdapter(
      DcrModule.forRoot({ enabled: true }),
      async ({ url, nest }) => {
        const document = (adminOpenApi as Load)(nest);
        await expect(SwaggerParser.validate(structuredClone(document) as never)).resolves.toBeDefined();
        const list = document.paths['/admin/clients']!.get!;
        expect(list.parameters?.map((parameter) => 'name' in parameter && parameter.name)).toContain('limit');
        expect(list.responses['200']).toMatchObject({
          content: { 'application/json': { schema: { $ref: '#/components/schemas/DcrClientPage' } } },
        });
        const clientId = String((await register(`${url}/register`)).json()['client_id']);
        const page = await send(`${url}/admin/clients?limit=1`, { method: 'GET' });
        expect(page.json()).toMatchObject({ items: [{ clientId }], counts: { total: 1 } });
        const disable = (id: string) => send(`${url}/admin/clients/${id}/disable`, { method: 'POST' });
        expect((await disable(clientId)).json()).toMatchObject({ client: { status: 'disabled' } });
        expect((await disable('dcr_unknown')).status).toBe(404);
      },
      { controllers: [Controller as Type] },
    );
  },

  'admin-open-api.ts': ({ adminOpenApi }) =>
    withApplication(DcrModule.forRoot({ enabled: true }), async ({ nest }) => {
      const document = (adminOpenApi as Load)(nest);
      await expect(SwaggerParser.validate(document as never)).resolves.toBeDefined();
    }),

  'open-api.main.ts': ({ configure }) =>
    withApplication(
      DcrModule.forRoot({ enabled: true }),
      async ({ url }) => {
        const { paths } = (await send(`${url}/docs-json`, { method: 'GET' })).json();
        expect(Object.keys(paths as object)).toEqual(['/api/register']);
        expect(paths).toMatchObject({ '/api/register': { post: { operationId: 'registerClient' } } });
      },
      { configure },
    ),
};
