import type { Type } from '@nestjs/common';
import { Expose } from 'class-transformer';

const WIRE_NAME = Symbol('WIRE_NAME');

/** class-transformer's `@Expose()` with a name, which {@link wireNameOf} can tell: class-transformer has no way to ask. */
export function WireName(name: string): PropertyDecorator {
  return (target, property) => {
    Expose({ name })(target, property);
    Reflect.defineMetadata(WIRE_NAME, name, target, property);
  };
}

/** The name of a member in JSON: that of its {@link WireName}, else its property. */
export function wireNameOf(Dto: Type, property: string): string {
  return (
    (Reflect.getMetadata(WIRE_NAME, Dto.prototype as object, property) as string | undefined) ?? property
  );
}
