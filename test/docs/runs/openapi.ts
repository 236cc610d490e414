import { DcrModule } from 'nestjs-dcr';
import { expect } from 'vitest';
import { send } from '../../support/http.js';
import { withApplication } from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

export const openApi: Runs = {
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
