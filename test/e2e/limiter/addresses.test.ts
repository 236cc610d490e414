import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, test } from 'vitest';
import { DcrAuditEvent } from 'nestjs-dcr';
import { adapters, type Adapter, type ApplicationSetup } from '../../support/application.js';
import { start, statuses } from './limited-application.js';

type Trust = boolean | string;

/** An application with this proxy trust, in the configuration of each framework. */
function trusting(adapter: Adapter, trust: Trust): Partial<ApplicationSetup> {
  if (adapter === 'fastify')
    return { adapter: new FastifyAdapter({ trustProxy: trust, forceCloseConnections: true }) };
  // `NestExpressApplication` has this method; the adapter here is always Express.
  const configure = (app: INestApplication) => void (app as NestExpressApplication).set('trust proxy', trust);
  return { adapter: new ExpressAdapter(), configure };
}

const limit = { maxRegistrationsPerWindow: 1 };

describe.each(adapters)('one caller, on %s, is', (adapter) => {
  /** Makes two attempts; the second is accepted only if it counts as another caller. */
  async function areOneCaller(trust: Trust, first: string, second: string): Promise<boolean> {
    const { post } = await start(limit, trusting(adapter, trust));
    const answers = [await post({ 'x-forwarded-for': first }), await post({ 'x-forwarded-for': second })];
    expect([
      [201, 201],
      [201, 429],
    ]).toContainEqual(statuses(answers));
    return answers[1]!.status === 429;
  }

  test.each([
    ['an IPv4 address', '203.0.113.1', '203.0.113.1', true],
    ['not the next address', '203.0.113.1', '203.0.113.2', false],
    ['an IPv4 address, mapped into IPv6 or not', '203.0.113.1', '::ffff:203.0.113.1', true],
    ['an IPv4 address, mapped in hexadecimal', '203.0.113.1', '::ffff:cb00:7101', true],
    ['not every mapped address', '::ffff:203.0.113.1', '::ffff:203.0.113.2', false],
    ['an IPv6 network of /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['an IPv6 address in any spelling', '2001:DB8:1:2:0:0:0:1', '2001:db8:1:2::1', true],
    ['not the next network', '2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ])('%s', async (_, first, second, isOne) => {
    expect(await areOneCaller(true, first, second)).toBe(isOne);
  });

  test('everyone with the same address if the application trusts no proxy', async () => {
    expect(await areOneCaller(false, '203.0.113.1', '203.0.113.2')).toBe(true);
  });

  test('the address that the last trusted proxy saw, whatever the caller sent before it', async () => {
    expect(await areOneCaller('loopback', '198.51.100.1, 203.0.113.1', '198.51.100.2, 203.0.113.1')).toBe(
      true,
    );
    expect(await areOneCaller('loopback', '198.51.100.1, 203.0.113.1', '198.51.100.1, 203.0.113.2')).toBe(
      false,
    );
  });

  test.each([
    [true, '203.0.113.9', '203.0.113.9'],
    ['loopback', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    [false, '203.0.113.9', '127.0.0.1'],
  ])('the address in the audit: trust %s, %s', async (trust, forwarded, address) => {
    const { post, dataSource } = await start({}, trusting(adapter, trust));
    await post({ 'x-forwarded-for': forwarded });
    await post({ 'x-forwarded-for': forwarded }, {});
    const events = await dataSource.getRepository(DcrAuditEvent).find();
    expect(events.map(({ ip }) => ip)).toEqual([address, address]);
  });
});
