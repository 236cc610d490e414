import { IsIn, ValidateIf, type ValidationOptions } from 'class-validator';
import { memberRule, type MemberContext } from './member-rule.js';

/** The longest delay that `setTimeout()` supports. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A message for class-validator's own decorators. @param expected completes "must be" */
export function must(expected: string): ValidationOptions {
  return { message: `$property must be ${expected}` };
}

/** For what class-validator has no decorator. @param expected completes "must be" */
export function MustBe(expected: string, isValid: (value: unknown) => boolean): PropertyDecorator {
  return memberRule('mustBe', (value) => (isValid(value) ? undefined : `must be ${expected}`));
}

/** A member that may be left out. Unlike `@IsOptional()` of class-validator, it rejects `null`. */
export function MayBeUndefined(): PropertyDecorator {
  const context: MemberContext = { refusesNull: true };
  return ValidateIf((_object, value) => value !== undefined, { context });
}

export function IsOneOf(values: readonly string[]): PropertyDecorator {
  return IsIn(values, must(values.map((value) => `'${value}'`).join(' or ')));
}

/** @param entries completes "a list of" */
export function IsListOf(entries: string, isValid: (entry: unknown) => boolean): PropertyDecorator {
  return MustBe(`a list of ${entries}`, (value) => Array.isArray(value) && value.every(isValid));
}

/** @param unit completes "a whole number of" */
export function IsCount(unit: string): PropertyDecorator {
  return MustBe(`a whole number of ${unit}, at least 1`, isCount);
}

/** @param unit completes "a whole number of" */
export function IsCountOrFunction(unit: string): PropertyDecorator {
  return MustBe(`a whole number of ${unit}, at least 1, or a function`, isCountOrFunction);
}

/** `Infinity` means no limit. @param unit completes "a whole number of" */
export function IsLimitOrFunction(unit: string): PropertyDecorator {
  return MustBe(
    `a whole number of ${unit}, at least 1, Infinity for no limit, or a function`,
    (value) => value === Infinity || isCountOrFunction(value),
  );
}

/** A duration that a timer waits for. */
export function IsTimerMilliseconds(): PropertyDecorator {
  return MustBe(`milliseconds, a whole number from 1 to ${MAX_TIMER_MS}`, isTimerDelay);
}

export function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isCountOrFunction(value: unknown): boolean {
  return isCount(value) || isFunction(value);
}

function isTimerDelay(value: unknown): boolean {
  return isCount(value) && value <= MAX_TIMER_MS;
}
