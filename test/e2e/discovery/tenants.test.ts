import { getDataSourceToken, TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DcrAuditEvent, DcrModule } from 'nestjs-dcr';
import type { DataSource } from 'typeorm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../../support/databases.js';
import { adapters, startApplication, type Adapter } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson, send } from '../../support/http.js';

const origin = 'https://as.example.com';
const wellKnown = '/.well-known/oauth-authorization-server';

const tenant = (path: string, own: object = {}) => ({
  enabled: true,
  maxRegistrationsPerWindow: 2,
  path: `${path}/register`.replace(/^\//, ''),
  metadata: {
    issuer: origin + path,
    authorization_endpoint: `${origin}${path}/authorize`,
    token_endpoint: `${origin}${path}/token`,
  },
  ...own,
});

/** Two tenants in one application, on one data source unless the second tenant has its own. */
async function start(
  adapter: Adapter,
  paths: [string, string],
  own: { dataSource?: string; path?: string } = {},
) {
  const database = await createDatabase('memory');
  onTestFinished(() => database.drop());
  const second = { ...database.options, name: own.dataSource } as TypeOrmModuleOptions;
  const application = await startApplication({
    adapter,
    dcr: tenant(paths[0]),
    imports: [
      ...(own.dataSource ? [TypeOrmModule.forRoot(second)] : []),
      DcrModule.forRoot(tenant(paths[1], own)),
    ],
  });
  onTestFinished(() => application.close());
  const issuerAt = async (path: string) => {
    const { status, text } = await send(application.url + path, { method: 'GET' });
    return status === 200 ? (JSON.parse(text) as { issuer: string }).issuer : status;
  };
  return { ...application, issuerAt };
}

describe.each(adapters)('two tenants in one application, on %s,', (adapter) => {
  test('have a document each, and none at the root if both issuers have a path', async () => {
    const { issuerAt } = await start(adapter, ['/a', '/b']);
    expect(await issuerAt(`${wellKnown}/a`)).toBe(`${origin}/a`);
    expect(await issuerAt(`${wellKnown}/b`)).toBe(`${origin}/b`);
    expect(await issuerAt(wellKnown)).toBe(404);
  });

  test('leave the root to the issuer without a path', async () => {
    const { issuerAt } = await start(adapter, ['/a', '']);
    expect(await issuerAt(`${wellKnown}/a`)).toBe(`${origin}/a`);
    expect(await issuerAt(wellKnown)).toBe(origin);
  });

  test('cannot have the same issuer path', async () => {
    const starting = start(adapter, ['/a', '/a/'], { path: 'register' });
    await expect(starting).rejects.toThrow(
      /the issuers .*\/a\/? and .*\/a\/? of one application both belong at/,
    );
  });

  test('on one data source have separate limits', async () => {
    const { url } = await start(adapter, ['/a', '/b']);
    const post = async (path: string) => (await postJson(`${url}${path}/register`, goodRegistration)).status;
    expect([await post('/a'), await post('/a'), await post('/a')]).toEqual([201, 201, 429]);
    expect([await post('/b'), await post('/b'), await post('/b')]).toEqual([201, 201, 429]);
  });

  test('on separate data sources share nothing', async () => {
    const { url, nest, dataSource } = await start(adapter, ['/a', '/b'], { dataSource: 'tenant-b' });
    for (const path of ['/a', '/b', '/b'])
      expect((await postJson(`${url}${path}/register`, goodRegistration)).status).toBe(201);
    const other = nest.get<DataSource>(getDataSourceToken('tenant-b'), { strict: false });
    expect(await dataSource.getRepository(DcrAuditEvent).count()).toBe(1);
    expect(await other.getRepository(DcrAuditEvent).count()).toBe(2);
  });
});
