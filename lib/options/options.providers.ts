import type { Provider } from '@nestjs/common';
import { DCR_REDIRECT_URI_PROFILE } from '../clients/redirect-uri.js';
import { EXTRA_NAMES, resolveOptions } from './check-options.js';
import type { DcrModuleAsyncOptions, DcrOptionsFactory } from './dcr-module-extras.js';
import type { DcrModuleOptions } from './dcr-module-options.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from './resolved-options.js';

const ASYNC_OPTIONS = new Set(['imports', 'inject', 'useFactory', 'useClass', 'useExisting', ...EXTRA_NAMES]);

/** `clients` stands below this folder, and needs only this option. */
const redirectUriProfile: Provider = {
  provide: DCR_REDIRECT_URI_PROFILE,
  useFactory: ({ redirectUris }: ResolvedDcrOptions) => redirectUris,
  inject: [DCR_OPTIONS],
};

/** Provides the resolved options. */
export function optionsProviders(given: DcrModuleOptions): Provider[] {
  return [{ provide: DCR_OPTIONS, useValue: resolveOptions(given) }, redirectUriProfile];
}

/** Provides the resolved options, from whichever of the three forms of factory is given. */
export function asyncOptionsProviders(given: DcrModuleAsyncOptions): Provider[] {
  return [...factoryProviders(given), redirectUriProfile];
}

function factoryProviders(given: DcrModuleAsyncOptions): Provider[] {
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
