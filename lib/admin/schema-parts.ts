import type { OpenApiSchema } from '../openapi/types.js';
import type { Page } from './page.js';

/** A schema for every member of an answer. */
export type Members<T> = Record<keyof T & string, OpenApiSchema>;

export const text: OpenApiSchema = { type: 'string' };
export const date: OpenApiSchema = { type: 'string', format: 'date-time' };
export const count: OpenApiSchema = { type: 'integer' };
export const flag: OpenApiSchema = { type: 'boolean' };
export const anything: OpenApiSchema = { type: 'object', additionalProperties: true };
export const choice = (values: readonly string[]): OpenApiSchema => ({ type: 'string', enum: [...values] });
export const list = (items: OpenApiSchema): OpenApiSchema => ({ type: 'array', items });
export const counts = (): OpenApiSchema => ({ type: 'object', additionalProperties: count });
export const orNull = (schema: OpenApiSchema): OpenApiSchema => ({ ...schema, nullable: true });
export const ref = (name: string): OpenApiSchema => ({ $ref: `#/components/schemas/${name}` });

/** Every member is required, except the optional ones. */
export function answer<T>(
  description: string,
  properties: Members<T>,
  optional: (keyof T)[] = [],
): OpenApiSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name as keyof T));
  return { type: 'object', description, required, properties };
}

export const page = (description: string, item: string) =>
  answer<Page<unknown>>(description, { items: list(ref(item)), nextCursor: text }, ['nextCursor']);
