import type { Type } from '@nestjs/common';
import { Expose } from 'class-transformer';

/** By the prototype of the class. Not in reflect-metadata, which an application may load after this file. */
const wireNames = new WeakMap<object, Map<string, string>>();

/** class-transformer's `@Expose()` with a name. {@link wireNameOf} returns the name, which class-transformer does not. */
export function WireName(name: string): PropertyDecorator {
  return (target, property) => {
    Expose({ name })(target, property);
    const names = wireNames.get(target) ?? new Map<string, string>();
    wireNames.set(target, names.set(String(property), name));
  };
}

/** The name of a member in JSON: that of its {@link WireName}, else its property. */
export function wireNameOf(Dto: Type, property: string): string {
  return wireNames.get(Dto.prototype as object)?.get(property) ?? property;
}
