import { DcrModule, DcrClient, type DcrModuleAsyncOptions, type DcrModuleOptions } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { startApplication } from '../../support/application.js';
import { wrongValues } from './wrong-values.js';

/** The message of whatever was thrown. */
function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
}

describe('a wrong value', () => {
  test.each(wrongValues)('of %s, %j, is named with the fix', (option, value, shown, fix) => {
    const message = messageOf(() => DcrModule.forRoot({ [option]: value }));
    expect(message).toMatch(`DcrModule option "${option}": got `);
    expect(message).toMatch(shown);
    expect(message).toMatch(`, but it must be ${fix}.`);
  });

  test('from the factory fails at startup in the same way', async () => {
    const useFactory = () => ({ enabled: true, registrationWindow: -1 });
    await expect(startApplication({ dcr: { useFactory } })).rejects.toThrow(
      'DcrModule option "registrationWindow": got -1, but it must be milliseconds, a whole number from 1 to 2147483647.',
    );
  });

  test('that is long is truncated in the message', () => {
    const message = messageOf(() =>
      DcrModule.forRoot({ negotiation: 'x'.repeat(10_000) } as unknown as DcrModuleOptions),
    );
    expect(message.length).toBeLessThan(400);
  });
});

describe('an option that builds the module', () => {
  const paths = [
    '',
    '/',
    '//',
    'a//b',
    ':id',
    'reg*',
    'reg ister',
    'register?x',
    '/register#x',
    '../x y',
    'é',
    42,
    null,
  ];
  test.each(paths)('called path may not be %j', (path) => {
    expect(messageOf(() => DcrModule.forRoot({ path: path as string }))).toMatch(
      /option "path": got .*, but it must be a path without parameters, such as 'register'/,
    );
  });

  test.each([
    ['decorators', 'Public', 'a list of class decorators'],
    ['decorators', [42], 'a list of class decorators'],
    ['isGlobal', 'yes', 'true or false'],
    ['dataSource', '', 'the name of a TypeORM data source'],
    ['dataSource', {}, 'the name of a TypeORM data source'],
    ['clientEntity', class Other {}, 'an entity class that extends DcrClient'],
    ['clientEntity', new DcrClient(), 'an entity class that extends DcrClient'],
  ])('called %s may not be %j, in either form', (option, value, fix) => {
    const advice = `, but it must be ${fix}.`;
    expect(messageOf(() => DcrModule.forRoot({ [option]: value }))).toMatch(advice);
    const async = { [option]: value, useFactory: () => ({}) } as DcrModuleAsyncOptions;
    expect(messageOf(() => DcrModule.forRootAsync(async))).toMatch(advice);
  });

  test.each([
    ['path', 'oauth/register'],
    ['decorators', []],
    ['isGlobal', true],
    ['dataSource', 'other'],
    ['clientEntity', DcrClient],
  ])(
    'called %s fails at startup if it comes from the factory, and the message names the right place',
    async (option, value) => {
      const useFactory = () => ({ enabled: true, [option]: value });
      await expect(startApplication({ dcr: { useFactory } })).rejects.toThrow(
        new RegExp(
          `option "${option}" came from the factory.*Write it beside useFactory: forRootAsync\\(\\{ ${option}`,
        ),
      );
    },
  );
});

describe('an option that does not exist', () => {
  test.each(['rateLimit', 'Enabled', '__proto__x', 'constructor', 'toString'])(
    'such as %s is named in the message',
    (name) => {
      const message = messageOf(() => DcrModule.forRoot({ [name]: 1 }));
      expect(message).toMatch(`DcrModule has no option "${name}". The options are: enabled, `);
      expect(message).toMatch(/policy, .*path, .*clientEntity/);
    },
  );

  test('is named if it comes from the factory', async () => {
    const starting = startApplication({ dcr: { useFactory: () => ({ enabled: true, limit: 5 }) } });
    await expect(starting).rejects.toThrow('DcrModule has no option "limit"');
  });

  test('is named if it is next to the factory, where nothing would read it', () => {
    const options = { enabled: true, useFactory: () => ({}) } as DcrModuleAsyncOptions;
    expect(messageOf(() => DcrModule.forRootAsync(options))).toMatch(
      /forRootAsync\(\) has no "enabled".*factory/,
    );
  });
});

describe('the factory', () => {
  test.each([undefined, null, 'enabled', true])('may not return %j', async (returned) => {
    const useFactory = () => returned as unknown as DcrModuleOptions;
    await expect(startApplication({ dcr: { useFactory } })).rejects.toThrow(
      `DcrModule options: got ${typeof returned === 'string' ? `'${returned}'` : String(returned)}, but they must be an object such as { enabled: true }.`,
    );
  });

  class Factory {
    createDcrOptions() {
      return { enabled: true };
    }
  }
  test.each([
    ['none', {}],
    ['two', { useFactory: () => ({}), useClass: Factory }],
    ['two others', { useClass: Factory, useExisting: Factory }],
  ])('must be given in exactly one of three ways, not %s', (_, options) => {
    expect(messageOf(() => DcrModule.forRootAsync(options))).toMatch(
      /exactly one of useFactory, useClass and useExisting/,
    );
  });

  test('that fails makes startup fail with its own error', async () => {
    const useFactory = () => Promise.reject(new Error('no configuration'));
    await expect(startApplication({ dcr: { useFactory } })).rejects.toThrow('no configuration');
  });
});
