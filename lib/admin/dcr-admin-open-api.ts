import type { OpenApiSchema } from '../openapi/types.js';
import { ANSWER_SCHEMAS } from './answer-schemas.js';

/**
 * Options of {@link dcrAdminOpenApi}.
 *
 * @see docs/recipes/openapi.md
 */
export interface DcrAdminOpenApiOptions {
  /** The version of your document. From 3.1 on, `null` is a type. Default: `'3.0.0'`, as in `@nestjs/swagger`. */
  openapi?: string | undefined;
}

/**
 * Describes the answers of `DcrAdminService` as schemas of an OpenAPI document, for your own controllers:
 * `@ApiOkResponse({ schema: { $ref: '#/components/schemas/DcrClientPage' } })`. Each call returns a new object, so that
 * you may change it.
 *
 * @see https://spec.openapis.org/oas/v3.0.4.html#components-object
 */
export function dcrAdminOpenApi({ openapi = '3.0.0' }: DcrAdminOpenApiOptions = {}): {
  components: { schemas: Record<string, OpenApiSchema> };
} {
  const schemas = structuredClone(ANSWER_SCHEMAS);
  if (!openapi.startsWith('3.0')) for (const schema of Object.values(schemas)) nullAsType(schema);
  return { components: { schemas } };
}

function nullAsType(schema: OpenApiSchema): void {
  if (schema.nullable && typeof schema.type === 'string') {
    schema.type = [schema.type, 'null'];
    if (schema.enum) schema.enum.push(null);
    delete schema.nullable;
  }
  const { items, properties = {} } = schema;
  for (const inner of [...Object.values(properties), ...(items ? [items] : [])]) nullAsType(inner);
}
