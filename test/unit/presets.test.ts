import {
  chatGptCompatibility,
  DcrDecision,
  DcrModule,
  mcpCompatibility,
  vsCodeCompatibility,
  type DcrModuleOptions,
} from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { resolveOptions } from '../../lib/options/check-options.js';

describe('the defaults', () => {
  test('are off, strict and closed', () => {
    expect(resolveOptions({})).toMatchObject({
      enabled: false,
      maxRegistrationsPerWindow: 25,
      registrationWindow: 60_000,
      policyTimeout: 2_000,
      negotiation: 'strict',
      redirectUris: { https: true, loopback: true, customSchemes: [] },
      audit: { ip: 'full' },
      onThrottlerFailure: 'closed',
    });
    const { trackBy, policy, scopes, throttlerStorage, metadata } = resolveOptions({});
    expect([trackBy, policy, scopes, throttlerStorage, metadata]).toEqual(Array(5).fill(undefined));
  });

  test('apply to undefined options, and to missing members of an option', () => {
    const given = {
      enabled: undefined,
      negotiation: undefined,
      redirectUris: { https: false, loopback: undefined },
    };
    expect(resolveOptions(given)).toMatchObject({
      enabled: false,
      negotiation: 'strict',
      redirectUris: { https: false, loopback: true, customSchemes: [] },
    });
  });

  test('are not shared by two applications', () => {
    resolveOptions({}).redirectUris.customSchemes.push('cursor');
    expect(resolveOptions({}).redirectUris.customSchemes).toEqual([]);
  });

  test('apply without an argument', () => {
    expect(DcrModule.forRoot()).toMatchObject({ module: DcrModule, global: false });
  });
});

const presets = [
  ['chatGptCompatibility', chatGptCompatibility, { https: true, loopback: false, customSchemes: [] }],
  ['vsCodeCompatibility', vsCodeCompatibility, { https: true, loopback: true, customSchemes: [] }],
  [
    'mcpCompatibility',
    mcpCompatibility,
    { https: true, loopback: true, customSchemes: ['cursor', 'cherrystudio'] },
  ],
] as const;

describe.each(presets)('%s', (_, preset, redirectUris) => {
  test('enables the endpoint and substitution', () => {
    expect(resolveOptions(preset())).toMatchObject({
      enabled: true,
      negotiation: 'substitute',
      redirectUris,
    });
  });

  test('is overridden by the given options', () => {
    const policy = () => DcrDecision.allow();
    const overrides: DcrModuleOptions = {
      enabled: false,
      negotiation: 'strict',
      maxRegistrationsPerWindow: 3,
      policy,
    };
    expect(resolveOptions(preset(overrides))).toMatchObject({ ...overrides, redirectUris });
  });

  test('keeps its redirect rules, except those that are given', () => {
    const { redirectUris: rules } = resolveOptions(preset({ redirectUris: { https: false } }));
    expect(rules).toEqual({ ...redirectUris, https: false });
    const other = resolveOptions(preset({ redirectUris: { customSchemes: ['vscode'] } })).redirectUris;
    expect(other).toEqual({ ...redirectUris, customSchemes: ['vscode'] });
  });

  test('is not overridden by undefined options', () => {
    const options = { enabled: undefined, negotiation: undefined, redirectUris: undefined };
    expect(resolveOptions(preset(options))).toEqual(resolveOptions(preset()));
    const rules = { https: undefined, loopback: undefined, customSchemes: undefined };
    expect(resolveOptions(preset({ redirectUris: rules }))).toEqual(resolveOptions(preset()));
  });

  test('returns new options each time', () => {
    const { customSchemes } = preset().redirectUris!;
    customSchemes?.push('changed');
    expect(resolveOptions(preset()).redirectUris).toEqual(redirectUris);
  });
});
