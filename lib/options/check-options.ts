import { inspect } from 'node:util';
import type { DcrModuleOptions } from './dcr-module-options.js';
import { metadata, redirectUris, scopes, throttlerStorage } from './host-rules.js';
import {
  aFunction,
  boolean,
  either,
  milliseconds,
  objectOf,
  oneOf,
  wholeNumber,
  type Rule,
} from './option-rules.js';
import { ResolvedDcrOptions } from './resolved-options.js';

const duration = wholeNumber('milliseconds');
const age = either(duration, aFunction);

const RULES: { [name in keyof DcrModuleOptions]-?: Rule } = {
  enabled: boolean,
  maxRegistrationsPerWindow: either(wholeNumber('attempts'), aFunction),
  trackBy: aFunction,
  registrationWindow: milliseconds,
  policy: either(aFunction, () => 'a class with a decide() method that the host provides'),
  policyTimeout: milliseconds,
  negotiation: oneOf('strict', 'substitute'),
  redirectUris,
  scopes,
  maxClients: wholeNumber('clients'),
  cleanup: either(
    (value) => (value === false ? undefined : 'false'),
    objectOf({ unusedAfter: age, idleAfter: age, every: milliseconds, batchSize: wholeNumber('rows') }),
  ),
  audit: objectOf({ retention: duration, ip: oneOf('full', 'truncated', 'none') }),
  throttlerStorage,
  onThrottlerFailure: oneOf('closed', 'process'),
  metadata,
};

/** These decide how the module is built, before any factory runs. */
export const STRUCTURAL_OPTIONS = ['path', 'decorators', 'isGlobal', 'dataSource', 'clientEntity'];

/**
 * Checks what the host said and fills in the defaults.
 *
 * @throws Error that names the option, the value and the fix
 */
export function resolveOptions(given: DcrModuleOptions): ResolvedDcrOptions {
  if (typeof given !== 'object' || given === null) {
    throw new Error(
      `DcrModule options: got ${show(given)}, but they must be an object such as { enabled: true }.`,
    );
  }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof DcrModuleOptions] : undefined;
    if (!rule) throw new Error(unknownOption(name));
    const expected = rule(value);
    if (expected) throw wrongOption(name, value, expected);
  }
  return new ResolvedDcrOptions(given);
}

export function wrongOption(name: string, value: unknown, expected: string): Error {
  return new Error(`DcrModule option "${name}": got ${show(value)}, but it must be ${expected}.`);
}

function unknownOption(name: string): string {
  if (STRUCTURAL_OPTIONS.includes(name)) {
    return (
      `DcrModule option "${name}" came from the factory of forRootAsync(), which runs after the module is built. ` +
      `Write it beside useFactory: forRootAsync({ ${name}: …, useFactory }).`
    );
  }
  return `DcrModule has no option "${name}". The options are: ${Object.keys(RULES).join(', ')}, ${STRUCTURAL_OPTIONS.join(', ')}.`;
}

function show(value: unknown): string {
  return inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: 100 });
}
