import type { Type } from '@nestjs/common';
import { instanceToPlain } from 'class-transformer';
import { getMetadataStorage, type ValidationArguments } from 'class-validator';
import type { MemberContext, MemberLimits } from './member-rule.js';

type RuleMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One rule of a member, ready to be asked. */
interface PlannedRule {
  name: string;
  isValid: (args: ValidationArguments) => boolean;
  message: (args: ValidationArguments) => string;
}

/** A member of a DTO with its rules, in the order in which class-validator registered them. */
export interface PlannedMember {
  /** The property of the DTO. */
  property: string;
  /** The name that class-transformer's `@Expose()` gives it, else the property. */
  wireName: string;
  isOptional: boolean;
  /** Whether `null` counts as absent too. */
  isNullable: boolean;
  isLocalizable: boolean;
  limits: MemberLimits;
  rules: PlannedRule[];
}

/**
 * Compiles the decorators of a DTO, once, out of class-validator's own metadata storage: asking the rules directly takes a
 * fraction of the time of `validate()`, which looks them up for each object (bench/README.md).
 */
export function compilePlan(Dto: Type): PlannedMember[] {
  const byProperty = new Map<string, RuleMetadata[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(Dto, '', false, false)) {
    byProperty.set(rule.propertyName, [...(byProperty.get(rule.propertyName) ?? []), rule]);
  }
  const wireNames = wireNamesOf(Dto, [...byProperty.keys()]);
  return Array.from(byProperty, ([property, rules]) => {
    const contexts = rules.map(({ context }) => (context ?? {}) as MemberContext);
    return {
      property,
      wireName: wireNames.get(property) ?? property,
      isOptional: rules.some(({ type }) => type === 'conditionalValidation'),
      isNullable: !contexts.some(({ refusesNull }) => refusesNull),
      isLocalizable: contexts.some(({ isLocalizable }) => isLocalizable),
      limits: Object.assign({}, ...contexts.map(({ limits }) => limits)) as MemberLimits,
      rules: rules.filter(({ type }) => type === 'customValidation').map((rule) => compileRule(rule)),
    };
  });
}

/** @returns the whole sentence, which begins with the member under its wire name; `undefined` when nothing is wrong */
export function problemOf(
  { rules, isOptional, isNullable, wireName }: PlannedMember,
  value: unknown,
  except?: string,
): string | undefined {
  if (isOptional && (value === undefined || (value === null && isNullable))) return undefined;
  const args = { value, constraints: [], targetName: '', object: {}, property: wireName };
  for (const rule of rules) {
    if (rule.name !== except && !rule.isValid(args)) {
      return rule.message(args).replaceAll('$property', wireName);
    }
  }
  return undefined;
}

function compileRule({ constraintCls, constraints, each, message, name = '' }: RuleMetadata): PlannedRule {
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(constraintCls);
  const instance = constraint!.instance;
  const withConstraints = (args: ValidationArguments) => ({ ...args, constraints: constraints ?? [] });
  const isValid = (args: ValidationArguments) => instance.validate(args.value, args) === true;
  return {
    name,
    isValid: each
      ? ({ value, ...args }) =>
          Array.isArray(value) && value.every((entry) => isValid(withConstraints({ ...args, value: entry })))
      : constraints?.length
        ? (args) => isValid(withConstraints(args))
        : isValid,
    message: (args) => {
      if (typeof message === 'string') return message;
      if (message) return message(withConstraints(args));
      return instance.defaultMessage?.(withConstraints(args)) ?? '$property is invalid';
    },
  };
}

/** Asks class-transformer by an instance in which each property holds its own name. */
function wireNamesOf(Dto: Type, properties: string[]): Map<string, string> {
  const probe = Object.assign(
    new Dto() as object,
    Object.fromEntries(properties.map((name) => [name, name])),
  );
  const plain = instanceToPlain(probe) as Record<string, string>;
  return new Map(Object.entries(plain).map(([wireName, property]) => [property, wireName]));
}
