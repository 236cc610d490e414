import { DcrClient } from '../clients/client.entity.js';
import { wrongOption } from './check-options.js';
import type { DcrModuleExtras } from './dcr-module-extras.js';
import { aFunction, boolean, listOf, type Rule } from './option-rules.js';

/** Segments of unreserved characters: no parameters, no wildcards, nothing that a router reads in its own way. */
const PATH = /^\/?[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*\/?$/;

const RULES: { [name in keyof DcrModuleExtras]-?: Rule } = {
  path: (value) =>
    typeof value === 'string' && PATH.test(value)
      ? undefined
      : "a path without parameters, such as 'register'",
  decorators: listOf('class decorators', (entry) => aFunction(entry) === undefined),
  isGlobal: boolean,
  dataSource: (value) =>
    typeof value === 'string' && value !== '' ? undefined : 'the name of a TypeORM data source',
  clientEntity: (value) =>
    value === DcrClient || (typeof value === 'function' && value.prototype instanceof DcrClient)
      ? undefined
      : 'an entity class that extends DcrClient',
};

/**
 * Checks the options that the module is built from and fills in their defaults.
 *
 * @throws Error that names the option, the value and the fix
 */
export function resolveExtras(given: DcrModuleExtras) {
  for (const [name, rule] of Object.entries(RULES)) {
    const value = given[name as keyof DcrModuleExtras];
    const expected = value === undefined ? undefined : rule(value);
    if (expected) throw wrongOption(name, value, expected);
  }
  const {
    path = 'register',
    decorators = [],
    isGlobal = false,
    dataSource,
    clientEntity = DcrClient,
  } = given;
  return { path, decorators, isGlobal, dataSource, clientEntity };
}
