import { applyDecorators } from '@nestjs/common';

/** The keys under which `@nestjs/swagger` finds what its own decorators store. */
const OPERATION = 'swagger/apiOperation';
const RESPONSES = 'swagger/apiResponse';

const ref = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });

/**
 * Describes a route for the document of `@nestjs/swagger`, without depending on it: an application without that package
 * ignores it. The name of the handler is the id of the operation. The schemas are those of `dcrAdminOpenApi()`.
 *
 * @param answer the name of the schema of the answer; without one, the answer is 204
 */
export function Described(summary: string, answer?: string, status = answer ? 200 : 204): MethodDecorator {
  const responses = {
    [status]: answer ? { description: '', ...ref(answer) } : { description: '' },
    400: { description: '', ...ref('DcrAdminError') },
  };
  return applyDecorators((_target: object, key: string | symbol, { value }: PropertyDescriptor) => {
    // The default begins with the name of the class, which all our controllers share.
    Reflect.defineMetadata(OPERATION, { summary, operationId: String(key) }, value as object);
    Reflect.defineMetadata(RESPONSES, responses, value as object);
  });
}
