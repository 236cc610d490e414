import type { INestApplication } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DcrAuditEvent, DcrModule } from 'nestjs-dcr';
import type { DataSource } from 'typeorm';
import { expect } from 'vitest';
import { register, withSnippetApplication, withApplication } from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

/** Proxies and tables. */
export const deployment: Runs = {
  'express.ts': ({ createApp }) => withSnippetApplication(createApp, seesCallersBehindProxy),

  'fastify.ts': ({ createApp }) => withSnippetApplication(createApp, seesCallersBehindProxy),

  'oauth-client.ts': ({ OAuthClient, migrations }) =>
    withApplication(
      DcrModule.forRoot({ enabled: true, clientEntity: OAuthClient }),
      async ({ url, dataSource }) => {
        const { client_id } = (await register(`${url}/register`)).json();
        const [client] = await dataSource.getRepository(OAuthClient).find();
        expect(client).toMatchObject({ clientId: client_id, tenant: null });
        const difference = await dataSource.driver.createSchemaBuilder().log();
        // Ignore the entities of other applications in this process: Nest stores them under the same data source name.
        expect(difference.upQueries.filter(({ query }) => query.includes('oauth_clients'))).toEqual([]);
      },
      { typeorm: { migrations } },
    ),
};

async function seesCallersBehindProxy(url: string, app: INestApplication): Promise<void> {
  expect((await register(`${url}/register`, {}, { 'x-forwarded-for': '203.0.113.7' })).status).toBe(201);
  const dataSource = app.get<DataSource>(getDataSourceToken());
  expect(await dataSource.getRepository(DcrAuditEvent).find()).toMatchObject([{ ip: '203.0.113.7' }]);
}
