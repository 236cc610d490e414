import { inspect } from 'node:util';
import type { Type } from '@nestjs/common';
import { compilePlan, type PlannedMember, problemOf } from '../validation/plan.js';
import { type DcrModuleExtras, DcrModuleExtrasDto } from './dcr-module-extras.js';
import { type DcrModuleOptions, DcrModuleOptionsDto } from './dcr-module-options.js';
import { DEFAULT_EXTRAS, type ResolvedDcrExtras, ResolvedDcrOptions } from './resolved-options.js';

const OPTIONS = membersOf(DcrModuleOptionsDto);
const EXTRAS = membersOf(DcrModuleExtrasDto);

export const EXTRA_NAMES: readonly string[] = [...EXTRAS.keys()];

/** "It" is the value, which the message names before. */
function membersOf(Options: Type): ReadonlyMap<string, PlannedMember> {
  return new Map(compilePlan(Options).map((member) => [member.property, { ...member, wireName: 'it' }]));
}

/** Separates what `forRoot()` takes in one object. */
export function separateExtras(given: DcrModuleOptions & DcrModuleExtras): {
  options: DcrModuleOptions;
  extras: DcrModuleExtras;
} {
  const entries = Object.entries(given);
  return {
    options: Object.fromEntries(entries.filter(([name]) => !EXTRAS.has(name))),
    extras: Object.fromEntries(entries.filter(([name]) => EXTRAS.has(name))),
  };
}

/**
 * Checks the options and fills in their defaults.
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
    const option = OPTIONS.get(name);
    if (!option) throw new Error(unknownOption(name));
    check(option, value);
  }
  return new ResolvedDcrOptions(given);
}

/**
 * Checks the extras and fills in their defaults.
 *
 * @param given may have other members too
 * @throws Error that names the option, the value and the fix
 */
export function resolveExtras(given: DcrModuleExtras): ResolvedDcrExtras {
  const resolved: Record<string, unknown> = { ...DEFAULT_EXTRAS };
  for (const [name, extra] of EXTRAS) {
    const value = given[name as keyof DcrModuleExtras];
    check(extra, value);
    if (value !== undefined) resolved[name] = value;
  }
  return resolved as unknown as ResolvedDcrExtras;
}

function check(option: PlannedMember, value: unknown): void {
  const problem = problemOf(option, value);
  if (problem) throw new Error(`DcrModule option "${option.property}": got ${show(value)}, but ${problem}.`);
}

function unknownOption(name: string): string {
  if (EXTRAS.has(name)) {
    return (
      `DcrModule option "${name}" came from the factory of forRootAsync(), which runs after the module is built. ` +
      `Write it beside useFactory: forRootAsync({ ${name}: …, useFactory }).`
    );
  }
  return `DcrModule has no option "${name}". The options are: ${[...OPTIONS.keys(), ...EXTRA_NAMES].join(', ')}.`;
}

function show(value: unknown): string {
  return inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: 100 });
}
