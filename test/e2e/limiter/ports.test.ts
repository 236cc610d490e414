import { DcrAuditEvent, DcrDecision, networks, type DcrPolicyContext, type DcrRequest } from 'nestjs-dcr';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { describe, expect, test } from 'vitest';
import { adapters, type Adapter, type ApplicationSetup } from '../../support/application.js';
import { start, statuses } from './limited-application.js';

/** An application behind a proxy that appends the caller's port to the address. */
function behindProxy(adapter: Adapter): Partial<ApplicationSetup> {
  if (adapter === 'fastify')
    return { adapter: new FastifyAdapter({ trustProxy: true, forceCloseConnections: true }) };
  const configure: ApplicationSetup['configure'] = (app) =>
    void (app as NestExpressApplication).set('trust proxy', true);
  return { adapter: new ExpressAdapter(), configure };
}

describe.each(adapters)('behind a proxy that appends the port, on %s,', (adapter) => {
  test.each([
    ['an IPv4 caller', '203.0.113.2:', '203.0.113.2'],
    ['an IPv6 caller', '[2001:db8::1]:', '2001:db8::1'],
    ['a mapped IPv4 caller', '[::ffff:203.0.113.2]:', '203.0.113.2'],
  ])('%s is limited and audited by address, without the port', async (_, forwarded, address) => {
    const { post, dataSource } = await start({ maxRegistrationsPerWindow: 3 }, behindProxy(adapter));
    const answers = [];
    for (let port = 50_001; port <= 50_006; port++)
      answers.push(await post({ 'x-forwarded-for': `${forwarded}${port}` }));
    expect(statuses(answers)).toEqual([201, 201, 201, 429, 429, 429]);
    const events = await dataSource.getRepository(DcrAuditEvent).find();
    expect(events.map(({ ip }) => ip)).toEqual([address, address, address, address]);
  });

  test('networks() decides by address, without the port', async () => {
    const { post } = await start({ policy: networks('203.0.113.0/24') }, behindProxy(adapter));
    expect((await post({ 'x-forwarded-for': '203.0.113.2:50001' })).status).toBe(201);
    expect((await post({ 'x-forwarded-for': '198.51.100.2:50001' })).status).toBe(400);
  });

  test('trackBy, the limit and the policy get the address without the port', async () => {
    const seen: (string | undefined)[] = [];
    const see = ({ ip }: Pick<DcrRequest & DcrPolicyContext, 'ip'>) => void seen.push(ip);
    const dcr = {
      trackBy: (request: DcrRequest) => (see(request), String(request.headers['x-caller'])),
      maxRegistrationsPerWindow: (request: DcrRequest) => (see(request), 10),
      policy: (context: DcrPolicyContext) => (see(context), DcrDecision.allow()),
    };
    const { post } = await start(dcr, behindProxy(adapter));
    await post({ 'x-forwarded-for': '[::ffff:203.0.113.2]:50001', 'x-caller': 'one' });
    expect(seen).toEqual(['203.0.113.2', '203.0.113.2', '203.0.113.2']);
  });
});
