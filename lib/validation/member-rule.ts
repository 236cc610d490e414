import { ValidateBy, type ValidationOptions } from 'class-validator';

/** What is wrong with a value: the rest of a sentence that begins with the member. `undefined`: the value is valid. */
export type Problem = string | undefined;

/** Limits of a member, repeated in the OpenAPI description. */
export interface MemberLimits {
  maxLength?: number;
  maxItems?: number;
  minItems?: number;
  format?: 'uri';
}

/** What a rule says about its member in addition to validating it. Stored in class-validator's `context`. */
export interface MemberContext {
  limits?: MemberLimits;
  /** RFC 7591 §2.2: may come in several languages. */
  isLocalizable?: boolean;
  /** For an optional member: only `undefined` counts as absent. */
  refusesNull?: boolean;
}

/**
 * Makes a class-validator decorator whose message is the problem it found. With `each`, it checks the entries of a list
 * and names the index of the first invalid one.
 *
 * @param problemOf receives the object too, for a rule that compares members
 */
export function memberRule(
  name: string,
  problemOf: (value: unknown, object?: object) => Problem,
  { each, ...options }: ValidationOptions = {},
): PropertyDecorator {
  const problem = each ? (value: unknown) => entryProblem(value, problemOf) : problemOf;
  const validator = {
    validate: (value: unknown, args?: { object: object }) => problem(value, args?.object) === undefined,
    defaultMessage: (args?: { value: unknown; object: object }) =>
      toMessage(problem(args?.value, args?.object) ?? ''),
  };
  return ValidateBy({ name, validator }, options);
}

/** class-validator replaces `$property` by the member. */
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
