import type { ValidationOptions } from 'class-validator';
import { memberRule, type Problem } from '../validation/member-rule.js';
import { type PlannedMember, problemOf } from '../validation/plan.js';

const MAX_LANGUAGE_TAGS = 20;

/** RFC 7591 §2.2: the name of a human-readable member, followed by an RFC 5646 language tag. */
const WITH_TAG = /^([a-z_]+)#[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

/** Returns the members. A function, because decorators run before the class is complete. */
type Members = () => PlannedMember[];

/** Finds the member of a tagged name, such as `client_name` for `client_name#fr`. */
export function findLocalizable(wireName: string, members: Members): PlannedMember | undefined {
  if (!wireName.includes('#')) return undefined;
  const base = WITH_TAG.exec(wireName)?.[1];
  return members().find((member) => member.isLocalizable && member.wireName === base);
}

/** Picks the members with a language tag. Returns `undefined` if there are none. */
export function pickLocalized(source: object, members: Members): Record<string, string> | undefined {
  const tagged = Object.keys(source).filter((name) => findLocalizable(name, members));
  if (tagged.length === 0) return undefined;
  return Object.fromEntries(tagged.map((name) => [name, (source as Record<string, string>)[name]!]));
}

/** Validates members with a language tag. Each must satisfy the rules of the member without a tag. */
export function IsLocalized(members: Members, options?: ValidationOptions): PropertyDecorator {
  const problem = (value: unknown) => localizedProblem(value, members);
  // The message names the invalid member, not the property that contains all tagged members.
  return memberRule('isLocalized', problem, { message: ({ value }) => problem(value) ?? '', ...options });
}

function localizedProblem(value: unknown, members: Members): Problem {
  if (typeof value !== 'object' || value === null) return 'The localized members must be an object';
  const tagged = Object.entries(value);
  const tags = new Set(tagged.map(([wireName]) => wireName.slice(wireName.indexOf('#'))));
  if (tags.size > MAX_LANGUAGE_TAGS)
    return `The metadata must use at most ${MAX_LANGUAGE_TAGS} language tags`;
  for (const [wireName, text] of tagged) {
    const member = findLocalizable(wireName, members);
    if (!member) return 'A language tag is allowed only after the name of a human-readable member';
    const problem = problemOf({ ...member, isOptional: false }, text);
    if (problem) return problem.replace(member.wireName, `${member.wireName} with a language tag`);
  }
  return undefined;
}
