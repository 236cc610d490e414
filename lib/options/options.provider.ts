import type { Provider } from '@nestjs/common';
import { EXTRA_NAMES, resolveOptions } from './check-options.js';
import type { DcrModuleAsyncOptions, DcrOptionsFactory } from './dcr-module-extras.js';
import type { DcrModuleOptions } from './dcr-module-options.js';
import { DCR_OPTIONS } from './resolved-options.js';

const ASYNC_OPTIONS = new Set(['imports', 'inject', 'useFactory', 'useClass', 'useExisting', ...EXTRA_NAMES]);

/** Provides the resolved options, from whichever of the three forms of factory is given. */
export function optionsProviders(given: DcrModuleAsyncOptions): Provider[] {
  const stray = Object.keys(given).find((name) => !ASYNC_OPTIONS.has(name));
  if (stray) {
    throw new Error(
      `DcrModule.forRootAsync() has no "${stray}". Return it from the factory if it is an option.`,
    );
  }
  const { useFactory, useClass, useExisting, inject = [] } = given;
  const forms = [useFactory, useClass, useExisting].filter((form) => form !== undefined);
  if (forms.length !== 1) {
    throw new Error('DcrModule.forRootAsync() needs exactly one of useFactory, useClass and useExisting.');
  }
  if (useFactory) {
    const make = useFactory as (...dependencies: unknown[]) => DcrModuleOptions | Promise<DcrModuleOptions>;
    return [
      {
        provide: DCR_OPTIONS,
        useFactory: async (...dependencies: unknown[]) => resolveOptions(await make(...dependencies)),
        inject,
      },
    ];
  }
  const fromFactoryClass: Provider = {
    provide: DCR_OPTIONS,
    useFactory: async (factory: DcrOptionsFactory) => resolveOptions(await factory.createDcrOptions()),
    inject: [useClass ?? useExisting!],
  };
  return useClass ? [useClass, fromFactoryClass] : [fromFactoryClass];
}
