import type { DynamicModule, Type } from '@nestjs/common';
import { DcrModule } from 'nestjs-dcr';
import { expect } from 'vitest';
import { withApplicationOnEachAdapter } from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

/** The console. */
export const consolePages: Runs = {
  'console.module.ts': ({ ConsoleModule }) =>
    withApplicationOnEachAdapter(
      DcrModule.forRoot({ enabled: true }),
      async ({ url }) => {
        process.env['ADMIN_TOKEN'] = 'secret';
        expect((await fetch(`${url}/admin/clients`)).status).toBe(401);
        const headers = { authorization: 'Bearer secret' };
        const page = await fetch(`${url}/admin/clients`, { headers });
        expect(await page.text()).toContain('olga@example.com');
      },
      { imports: [ConsoleModule as Type | DynamicModule] },
    ),

  'rest.module.ts': ({ RestModule }) =>
    withApplicationOnEachAdapter(
      DcrModule.forRoot({ enabled: true }),
      async ({ url }) => {
        process.env['ADMIN_TOKEN'] = 'secret';
        const list = (headers = {}) => fetch(`${url}/admin/clients/api/clients`, { headers });
        expect((await list()).status).toBe(401);
        expect(await (await list({ authorization: 'Bearer secret' })).json()).toMatchObject({ items: [] });
      },
      { imports: [RestModule as Type | DynamicModule] },
    ),
};
