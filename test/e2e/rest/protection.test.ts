import { UseGuards } from '@nestjs/common';
import { DcrModule } from 'nestjs-dcr';
import { DcrRestModule, type DcrRestOptions } from 'nestjs-dcr/console';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { AdminGuard, type OperatorRequest } from '../console/support/guard.js';
import { RestCaller } from './support.js';

const OPTIONS: DcrRestOptions = {
  decorators: [UseGuards(AdminGuard)],
  readOnly: ({ headers }: OperatorRequest) => headers['x-role'] === 'viewer',
};

test('The API needs DcrModule, and to be told which one', async () => {
  const rest = DcrRestModule.forRoot(OPTIONS);
  await expect(startApplication({ dcr: false, imports: [rest] })).rejects.toThrow('needs DcrModule');
  const second = DcrModule.forRoot({ path: 'other' });
  await expect(startApplication({ dcr: {}, imports: [second, rest] })).rejects.toThrow('which one to show');
});

describe.each(adapters)('On %s', (adapter) => {
  let application: TestApplication;
  let caller: RestCaller;
  let behindProxy: RestCaller;

  beforeAll(async () => {
    const imports = [
      DcrRestModule.forRoot(OPTIONS),
      DcrRestModule.forRoot({ ...OPTIONS, path: 'proxied', origin: 'https://admin.example' }),
    ];
    application = await startApplication({ adapter, dcr: { enabled: true }, imports });
    caller = new RestCaller(`${application.url}/admin/clients/api`);
    behindProxy = new RestCaller(`${application.url}/proxied`);
  });
  afterAll(() => application?.close());

  type Write = (to: RestCaller, headers: Record<string, string>) => Promise<number>;
  const writes: [title: string, write: Write][] = [
    ['a POST', async (to, headers) => (await to.post('registration/resume', {}, headers)).status],
    ['a DELETE', async (to, headers) => (await to.delete('rules/nobody', {}, headers)).status],
  ];

  test.each(writes)('%s comes from a page of the application, or from a program', async (_title, write) => {
    const own = application.url;
    expect(await write(caller, { 'sec-fetch-site': 'same-origin' })).toBe(204);
    expect(await write(caller, { origin: own })).toBe(204);
    expect(await write(caller, {})).toBe(204);
    expect(await write(behindProxy, { origin: 'https://admin.example' })).toBe(204);
    const refused: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: own },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of refused) expect(await write(caller, headers), JSON.stringify(headers)).toBe(403);
    expect(await write(behindProxy, { origin: own })).toBe(403);
  });

  test.each(writes)('%s with a body is application/json', async (_title, write) => {
    expect(await write(caller, { 'content-type': 'application/json; charset=utf-8' })).toBe(204);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
      expect(await write(caller, { 'content-type': type }), type).toBe(415);
  });

  test('a body without a type is refused, and a write without both is accepted', async () => {
    const untyped = { 'content-type': '' };
    const answer = await caller.post('registration/resume', { reason: 'lost' }, untyped);
    expect(answer.status).toBe(415);
    const empty = await caller.post('registration/resume', '', { ...untyped, 'content-length': '0' });
    expect(empty.status).toBe(204);
  });

  test('an operator who may only look sees everything, and changes nothing', async () => {
    const viewer = new RestCaller(caller.root, { 'x-operator': 'vic@example.com', 'x-role': 'viewer' });
    const rule = { kind: 'network', value: '203.0.113.0/24', effect: 'deny' };
    const metadata = { redirect_uris: ['https://client.example/callback'] };
    const all = { filter: { all: true } };
    for (const { status } of [
      await viewer.get('clients'),
      await viewer.post('explain', { metadata }),
      await viewer.post('rules/preview', rule),
      await viewer.post('bulk/delete', { ...all, dryRun: true }),
      await viewer.post('cleanup', { dryRun: true }),
    ])
      expect(status).toBe(200);
    for (const [path, body] of [
      ['clients', { ...metadata, dryRun: true }],
      ['bulk/delete', all],
      ['bulk/delete', { ...all, dryRun: false }],
      ['bulk/delete', { ...all, dryRun: 'true' }],
      ['clients/nobody/disable', { dryRun: true }],
      ['rules', { ...rule, dryRun: true }],
      ['cleanup', {}],
      ['registration/pause', {}],
    ] as const)
      expect((await viewer.post(path, body)).status, path).toBe(403);
    expect((await viewer.delete('clients/nobody')).status).toBe(403);
    expect((await caller.get('clients')).json()).toMatchObject({ items: [] });
  });
});
