import { ValidateBy, type ValidationOptions } from 'class-validator';

/** What is wrong with a value, as the rest of a sentence that begins with the member; `undefined` when nothing is. */
export type Problem = string | undefined;

/** Limits of a member that an API description repeats. */
export interface MemberLimits {
  maxLength?: number;
  maxItems?: number;
  minItems?: number;
  format?: 'uri';
}

/** What a rule says about its member beside whether a value is valid; it travels as class-validator's `context`. */
export interface MemberContext {
  limits?: MemberLimits;
  /** RFC 7591 §2.2: may come in several languages. */
  isLocalizable?: boolean;
  /** Of an optional member: only `undefined` counts as absent. */
  refusesNull?: boolean;
}

/**
 * A decorator of class-validator whose message is the problem that it found. With `each` it checks the entries of a list
 * and names the index of the first that is wrong.
 */
export function memberRule(
  name: string,
  problemOf: (value: unknown) => Problem,
  { each, ...options }: ValidationOptions = {},
): PropertyDecorator {
  const problem = each ? (value: unknown) => entryProblem(value, problemOf) : problemOf;
  const validator = {
    validate: (value: unknown) => problem(value) === undefined,
    defaultMessage: (args?: { value: unknown }) => toMessage(problem(args?.value) ?? ''),
  };
  return ValidateBy({ name, validator }, options);
}

/** class-validator puts the member in the place of `$property`. */
function toMessage(problem: string): string {
  return problem.startsWith('[') ? `$property${problem}` : `$property ${problem}`;
}

function entryProblem(value: unknown, problemOf: (entry: unknown) => Problem): Problem {
  if (!Array.isArray(value)) return 'must be a list';
  for (const [index, entry] of value.entries()) {
    const problem = problemOf(entry);
    if (problem) return `[${index}] ${problem}`;
  }
  return undefined;
}
