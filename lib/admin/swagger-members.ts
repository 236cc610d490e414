/** What `@nestjs/swagger` takes from its compiler plugin about a member. */
interface SwaggerMember {
  /** Default: `false`. */
  required?: boolean;
  type?: () => unknown;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
  description?: string;
}

/**
 * Shows the members of a query or body in the document of `@nestjs/swagger`, without depending on it: the class gets the
 * static method that its compiler plugin would write.
 *
 * @see https://docs.nestjs.com/openapi/cli-plugin
 */
export function SwaggerMembers(members: Record<string, SwaggerMember>): ClassDecorator {
  return (target) => {
    Object.defineProperty(target, '_OPENAPI_METADATA_FACTORY', {
      value: () =>
        Object.fromEntries(
          Object.entries(members).map(([name, member]) => [name, { required: false, ...member }]),
        ),
    });
  };
}

export const SHOWN = {
  text: { type: () => String },
  boolean: { type: () => Boolean },
  number: { type: () => Number },
  date: { type: () => Date },
  texts: { type: () => [String] },
  oneOf: (values: readonly string[]) => ({ enum: values }),
  cursor: { type: () => String, description: 'nextCursor of the previous page' },
  limit: { type: () => Number, minimum: 1, maximum: 500 },
} satisfies Record<string, SwaggerMember | ((values: readonly string[]) => object)>;
