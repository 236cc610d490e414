import type { Type } from '@nestjs/common';
import { once } from '../async/once.js';
import { memberRule, type Problem } from './member-rule.js';
import { compilePlan, type PlannedMember, problemOf } from './plan.js';

interface ObjectRuleOptions {
  /** Completes "must be" for a value that is not an object. Default: lists the members. */
  expected?: string;
  /** Whether the object may have members that the class does not declare. Default: `false`. */
  isOpen?: boolean;
  /** Whether `false` may stand in place of the object. Default: `false`. */
  orFalse?: boolean;
}

/** An object whose members satisfy the decorators of a class. The message names the first member that is wrong. */
export function IsObjectOf(
  Members: Type,
  { expected, isOpen = false, orFalse = false }: ObjectRuleOptions = {},
): PropertyDecorator {
  const plan = once(() =>
    compilePlan(Members).map((member) => ({ ...member, wireName: `"${member.property}"` })),
  );
  const propertyNames = once(() => plan().map(({ property }) => property));
  const problem = (value: unknown): Problem => {
    const names = propertyNames();
    if (!isObject(value)) return expected ?? `an object with the members ${names.join(', ')}`;
    const wrong = memberProblem(plan(), value);
    if (wrong) return `an object ${wrong}`;
    const unknown = isOpen ? undefined : Object.keys(value).find((name) => !names.includes(name));
    return unknown === undefined
      ? undefined
      : `an object without "${unknown}"; its members are ${names.join(', ')}`;
  };
  return memberRule('isObjectOf', (value) => {
    const found = orFalse && value === false ? undefined : problem(value);
    return found && `must be ${orFalse ? 'false, or ' : ''}${found}`;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberProblem(plan: PlannedMember[], object: Record<string, unknown>): Problem {
  const missing = plan.find(({ property, isRequired }) => isRequired && object[property] === undefined);
  if (missing) return `that has ${missing.wireName}`;
  for (const member of plan) {
    const problem = problemOf(member, object[member.property], undefined, object);
    if (problem) return `whose ${toIndicative(problem)}`;
  }
  return undefined;
}

const INDICATIVE: Record<string, string> = { be: 'is', have: 'has', hold: 'holds' };

/** `"ip" must be text` becomes `"ip" is text`, to stand inside another sentence. */
function toIndicative(problem: string): string {
  return problem.replace(/ must (be|have|hold)\b/, (_, verb: string) => ` ${INDICATIVE[verb]!}`);
}
