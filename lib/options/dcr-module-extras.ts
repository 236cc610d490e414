import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';
import type { DcrClient } from '../clients/client.entity.js';
import type { DcrModuleOptions } from './dcr-module-options.js';

/** What decides how the module is built: known before any factory runs. */
export interface DcrModuleExtras {
  /** Route of the endpoint, without a version; the host's global prefix may stand before it. Default: `'register'`. */
  path?: string;
  /** Put on the module's controller, such as the host's own `@Public()`. Default: none. */
  decorators?: ClassDecorator[];
  /** Default: `false`. */
  isGlobal?: boolean;
  /** Name of the TypeORM data source. Default: the application's default one. */
  dataSource?: string;
  /** The host's own entity class that extends `DcrClient`. Default: `DcrClient`. */
  clientEntity?: Type<DcrClient>;
}

/** Makes the options, for `useClass` and `useExisting`. */
export interface DcrOptionsFactory {
  /** Called once, at the start. */
  createDcrOptions(): DcrModuleOptions | Promise<DcrModuleOptions>;
}

/** Options that come from elsewhere: exactly one of `useFactory`, `useClass` and `useExisting`. */
export interface DcrModuleAsyncOptions extends DcrModuleExtras, Pick<ModuleMetadata, 'imports'> {
  inject?: (InjectionToken | OptionalFactoryDependency)[];
  /** Called once, at the start, with what `inject` names. */
  useFactory?: (...dependencies: never[]) => DcrModuleOptions | Promise<DcrModuleOptions>;
  useClass?: Type<DcrOptionsFactory>;
  useExisting?: InjectionToken<DcrOptionsFactory>;
}
