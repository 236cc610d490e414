import { IsIn, ValidateIf, type ValidationOptions } from 'class-validator';
import { memberRule, type MemberContext } from './member-rule.js';

/** A message for class-validator's own decorators. @param expected completes "must be" */
export function must(expected: string): ValidationOptions {
  return { message: `$property must be ${expected}` };
}

/** For what class-validator has no decorator. @param expected completes "must be" */
export function MustBe(expected: string, isValid: (value: unknown) => boolean): PropertyDecorator {
  return memberRule('mustBe', (value) => (isValid(value) ? undefined : `must be ${expected}`));
}

/** A member that may be left out. Unlike `@IsOptional()` of class-validator, it refuses `null`. */
export function MayBeUndefined(): PropertyDecorator {
  const context: MemberContext = { refusesNull: true };
  return ValidateIf((_object, value) => value !== undefined, { context });
}

export function IsOneOf(values: readonly string[]): PropertyDecorator {
  return IsIn(values, must(values.map((value) => `'${value}'`).join(' or ')));
}
