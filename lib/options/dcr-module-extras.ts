import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';
import { IsBoolean } from 'class-validator';
import { DcrClient } from '../clients/client.entity.js';
import { isFunction, IsListOf, MayBeUndefined, must, MustBe } from '../validation/value-rules.js';
import type { DcrModuleOptions } from './dcr-module-options.js';

/** Segments of unreserved characters: no parameters, no wildcards, nothing with a special meaning to a router. */
const PATH = /^\/?[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*\/?$/;

/**
 * The options that Nest needs to build the module. With `forRootAsync()`, give them beside the factory.
 *
 * @see docs/options.md#path
 * @interface
 */
export type DcrModuleExtras = { [Member in keyof DcrModuleExtrasDto]: DcrModuleExtrasDto[Member] };

/** Describes the extras: their types, their rules and their documentation. */
export class DcrModuleExtrasDto {
  /** Route of the endpoint, without a version; the application's global prefix precedes it. Default: `'register'`. */
  @MayBeUndefined()
  @MustBe(
    "a path without parameters, such as 'register'",
    (path) => typeof path === 'string' && PATH.test(path),
  )
  declare path?: string | undefined;

  /** Put on the module's controller, such as your application's `@Public()`. Default: none. */
  @MayBeUndefined()
  @IsListOf('class decorators', isFunction)
  declare decorators?: ClassDecorator[] | undefined;

  /** Whether the module is global, so that others need not import it. Default: `false`. */
  @MayBeUndefined()
  @IsBoolean(must('true or false'))
  declare isGlobal?: boolean | undefined;

  /** Name of the TypeORM data source. Default: the application's default one. */
  @MayBeUndefined()
  @MustBe('the name of a TypeORM data source', (name) => typeof name === 'string' && name !== '')
  declare dataSource?: string | undefined;

  /** Your entity class that extends `DcrClient`. Default: `DcrClient`. */
  @MayBeUndefined()
  @MustBe('an entity class that extends DcrClient', isClientEntity)
  declare clientEntity?: Type<DcrClient> | undefined;
}

function isClientEntity(entity: unknown): boolean {
  return entity === DcrClient || (typeof entity === 'function' && entity.prototype instanceof DcrClient);
}

/**
 * Makes the options, for `useClass` and `useExisting`.
 *
 * @see docs/options.md
 */
export interface DcrOptionsFactory {
  /** Called once, at startup. */
  createDcrOptions(): DcrModuleOptions | Promise<DcrModuleOptions>;
}

/**
 * Options from a factory: exactly one of `useFactory`, `useClass` and `useExisting`.
 *
 * @see docs/options.md
 */
export interface DcrModuleAsyncOptions extends DcrModuleExtras, Pick<ModuleMetadata, 'imports'> {
  /** The providers that are passed to `useFactory`. */
  inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined;
  /** Returns the options. Called once, at startup, with the providers that `inject` lists. */
  useFactory?: ((...dependencies: never[]) => DcrModuleOptions | Promise<DcrModuleOptions>) | undefined;
  /** A class that makes the options. The module creates an instance. */
  useClass?: Type<DcrOptionsFactory> | undefined;
  /** An existing provider that makes the options. */
  useExisting?: InjectionToken<DcrOptionsFactory> | undefined;
}
