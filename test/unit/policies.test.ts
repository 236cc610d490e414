import {
  DcrDecision,
  allOf,
  networks,
  redirectHosts,
  anyOf,
  type DcrPolicyContext,
  type DcrPolicyFunction,
} from 'nestjs-dcr';
import { describe, expect, test, vi } from 'vitest';

const signal = new AbortController().signal;
const nothing = {} as DcrPolicyContext;

function toUris(...redirectUris: string[]): DcrPolicyContext {
  return { redirectUris } as unknown as DcrPolicyContext;
}

describe('redirectHosts', () => {
  const policy = redirectHosts(
    'chatgpt.com',
    '*.example.com',
    'localhost',
    '127.0.0.1',
    '[::1]',
    'Claude.AI',
  );

  test.each([
    ['https://chatgpt.com/connector/oauth/abc'],
    ['https://chatgpt.com:8443/cb'],
    ['https://CHATGPT.com/cb'],
    ['https://claude.ai/api/mcp/auth_callback'],
    ['https://a.example.com/cb'],
    ['https://a.b.example.com/cb'],
    ['http://localhost:3000/cb'],
    ['http://127.0.0.1:3000/cb'],
    ['http://[::1]:3000/cb'],
    ['https://chatgpt.com/cb', 'https://a.example.com/cb'],
  ])('allows %s', async (...uris) => {
    expect((await policy(toUris(...uris), signal)).outcome).toBe('allow');
  });

  test.each([
    [0, ['https://evil.example/cb']],
    [0, ['https://www.chatgpt.com/cb']],
    [0, ['https://chatgpt.com.evil.example/cb']],
    [0, ['https://evilchatgpt.com/cb']],
    [0, ['https://evil.example/chatgpt.com']],
    [0, ['https://evil.example/?chatgpt.com']],
    [0, ['https://example.com/cb']],
    [0, ['https://badexample.com/cb']],
    [0, ['cursor://chatgpt.com.evil/cb']],
    [0, ['cursor://chatgpt.com/cb']],
    [0, ['ftp://chatgpt.com/cb']],
    [1, ['https://chatgpt.com/cb', 'cursor://localhost/cb']],
    [0, ['cursor:callback']],
    [1, ['https://chatgpt.com/cb', 'https://evil.example/cb']],
    [2, ['https://chatgpt.com/cb', 'http://localhost/', 'https://evil.example/cb', 'https://worse.example/']],
  ])('denies, by the index %i, %j', async (index, uris) => {
    const decision = await policy(toUris(...uris), signal);
    expect(decision).toMatchObject({
      outcome: 'deny',
      reason: `redirect_uris[${index}] goes to a host that this server does not allow.`,
    });
  });

  test.each([
    '',
    '*',
    '*.',
    'https://chatgpt.com',
    'chatgpt.com/cb',
    'chatgpt.com:443',
    'a b',
    '::1',
    'a@b',
    '2130706433',
  ])('rejects %j as a host', (host) => {
    expect(() => redirectHosts('chatgpt.com', host)).toThrow(/host name/);
  });

  test('requires at least one host', () => {
    expect(() => redirectHosts()).toThrow(/at least one host/);
  });
});

describe('networks', () => {
  const policy = networks('10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1');
  const decide = (ip?: string) => policy({ ip } as DcrPolicyContext, signal);

  test.each([
    '10.0.0.0',
    '10.255.255.255',
    '192.0.2.7',
    '2001:db8::1',
    '2001:db8:ffff::',
    '::1',
    '::ffff:10.1.2.3',
    '::FFFF:0A01:0203',
  ])('allows %s', async (ip) => {
    expect((await decide(ip)).outcome).toBe('allow');
  });

  test.each([
    '9.255.255.255',
    '11.0.0.0',
    '192.0.2.8',
    '2001:db9::',
    '::2',
    '::ffff:11.0.0.1',
    '',
    'unknown',
    '10.0.0.1, 8.8.8.8',
    '10.0.0',
    undefined,
  ])('denies %j', async (ip) => {
    expect(await decide(ip)).toMatchObject({
      outcome: 'deny',
      reason: 'Registration is not open to this network.',
    });
  });

  test('accepts the networks of all addresses', async () => {
    expect((await networks('0.0.0.0/0')({ ip: '203.0.113.9' } as DcrPolicyContext, signal)).outcome).toBe(
      'allow',
    );
    expect((await networks('::/0')({ ip: '2001:db8::1' } as DcrPolicyContext, signal)).outcome).toBe('allow');
  });

  test.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/1.5',
    '10.0.0/8',
    '::/129',
    '10.0.0.0/ 8',
    '10.0.0.0/0x8',
    '10.0.0.0/1e1',
  ])('rejects %j as a network', (cidr) => {
    expect(() => networks('10.0.0.0/8', cidr)).toThrow(/is not a network/);
  });

  test('requires at least one network', () => {
    expect(() => networks()).toThrow(/at least one network/);
  });
});

const allow: DcrPolicyFunction = () => DcrDecision.allow();
const pending =
  (reason: string): DcrPolicyFunction =>
  () =>
    DcrDecision.allowPending(reason);
const deny =
  (reason: string): DcrPolicyFunction =>
  () =>
    DcrDecision.deny(reason);
const slip = (() => true) as unknown as DcrPolicyFunction;

describe('allOf', () => {
  test.each<[string, DcrPolicyFunction[], object]>([
    ['allows if all allow', [allow, allow], { outcome: 'allow' }],
    ['allows if there are no policies', [], { outcome: 'allow' }],
    ['denies with the first denial', [allow, deny('one'), deny('two')], { outcome: 'deny', reason: 'one' }],
    [
      'denies even if one asks for approval',
      [pending('wait'), deny('no')],
      { outcome: 'deny', reason: 'no' },
    ],
    [
      'asks for approval if one does, with the first reason',
      [allow, pending('a'), pending('b'), allow],
      { outcome: 'pending', reason: 'a' },
    ],
  ])('%s', async (_, policies, decision) => {
    expect(await allOf(...policies)(nothing, signal)).toMatchObject(decision);
  });

  test('calls no policy after a denial', async () => {
    const after = vi.fn(allow);
    await allOf(deny('no'), after)(nothing, signal);
    expect(after).not.toHaveBeenCalled();
  });

  test('returns an invalid decision unchanged, so that it counts as a fault', async () => {
    expect(await allOf(slip, allow)(nothing, signal)).toBe(true);
    expect(await allOf(allow, slip)(nothing, signal)).toBe(true);
  });
});

describe('anyOf', () => {
  test.each<[string, DcrPolicyFunction[], object]>([
    ['allows if one allows', [deny('no'), pending('wait'), allow], { outcome: 'allow' }],
    [
      'asks for approval if none allows and one asks for approval',
      [deny('a'), pending('b'), deny('c')],
      { outcome: 'pending', reason: 'b' },
    ],
    ['denies with the last denial', [deny('one'), deny('two')], { outcome: 'deny', reason: 'two' }],
  ])('%s', async (_, policies, decision) => {
    expect(await anyOf(...policies)(nothing, signal)).toMatchObject(decision);
  });

  test('calls no policy after one that allows', async () => {
    const after = vi.fn(deny('no'));
    await anyOf(allow, after)(nothing, signal);
    expect(after).not.toHaveBeenCalled();
  });

  test('returns an invalid decision unchanged, so that it counts as a fault', async () => {
    expect(await anyOf(deny('no'), slip)(nothing, signal)).toBe(true);
  });

  test('fails if one throws, and does not call the next', async () => {
    const failing: DcrPolicyFunction = () => {
      throw new Error('down');
    };
    const run = async () => anyOf(failing, allow)(nothing, signal);
    await expect(run()).rejects.toThrow('down');
  });

  test('requires at least one policy', () => {
    expect(() => anyOf()).toThrow(/at least one policy/);
  });

  test('passes context and signal to each', async () => {
    const policy = vi.fn(deny('no'));
    const context = toUris('https://client.example.com/cb');
    await anyOf(policy, allOf(allow, policy))(context, signal);
    expect(policy.mock.calls).toEqual([
      [context, signal],
      [context, signal],
    ]);
  });
});

test('A reason that quotes a client can be stored and printed, wherever it was truncated', () => {
  expect(DcrDecision.allowPending(`${'🚀'.slice(0, 1)}\0`).reason).toBe('\ufffd\ufffd');
});
