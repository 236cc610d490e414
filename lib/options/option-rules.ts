/** A rule says what a value must be, or `undefined` when it is that already. */
export type Rule = (value: unknown) => string | undefined;

export const boolean: Rule = (value) => (typeof value === 'boolean' ? undefined : 'true or false');

export const aFunction: Rule = (value) => (typeof value === 'function' ? undefined : 'a function');

export function oneOf(...allowed: string[]): Rule {
  const words = allowed.map((word) => `'${word}'`).join(' or ');
  return (value) => (allowed.includes(value as string) ? undefined : words);
}

export function wholeNumber(unit: string, least = 1): Rule {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= least
      ? undefined
      : `a whole number of ${unit}, at least ${least}`;
}

/** setTimeout takes no longer time than this. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const milliseconds: Rule = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= LONGEST_TIMER
    ? undefined
    : `milliseconds, a whole number from 1 to ${LONGEST_TIMER}`;

export function either(first: Rule, second: Rule): Rule {
  return (value) => {
    const expected = first(value);
    const alternative = second(value);
    return expected && alternative ? `${expected}, or ${alternative}` : undefined;
  };
}

export function listOf(entries: string, isGood: (entry: unknown) => boolean): Rule {
  return (value) => (Array.isArray(value) && value.every(isGood) ? undefined : `a list of ${entries}`);
}

/** An object with exactly these members, of which `required` must be there. */
export function objectOf(members: Record<string, Rule>, required: string[] = []): Rule {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return `an object with the members ${Object.keys(members).join(', ')}`;
    }
    for (const name of required) {
      if ((value as Record<string, unknown>)[name] === undefined) return `an object that has "${name}"`;
    }
    for (const [name, entry] of Object.entries(value)) {
      const rule = Object.hasOwn(members, name) ? members[name] : undefined;
      if (!rule) return `an object without "${name}"; its members are ${Object.keys(members).join(', ')}`;
      const expected = entry === undefined ? undefined : rule(entry);
      if (expected) return `an object whose "${name}" is ${expected}`;
    }
    return undefined;
  };
}
