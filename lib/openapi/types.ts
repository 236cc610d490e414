type OpenApiType = 'object' | 'array' | 'string' | 'integer' | 'boolean';

/**
 * The subset of an OpenAPI schema that the fragment uses. It means the same in OpenAPI 3.0 and 3.1, unless it says so.
 *
 * @see https://spec.openapis.org/oas/v3.0.4.html#schema-object
 */
export interface OpenApiSchema {
  /** Absent: any value, or a reference. A list only from OpenAPI 3.1 on. */
  type?: OpenApiType | (OpenApiType | 'null')[];
  $ref?: string;
  /** In OpenAPI 3.0. */
  nullable?: boolean;
  description?: string;
  properties?: Record<string, OpenApiSchema>;
  additionalProperties?: boolean | OpenApiSchema;
  required?: string[];
  items?: OpenApiSchema;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  format?: string;
  enum?: (string | null)[];
}

/** By media type: always `application/json`. */
type OpenApiContent = Record<string, { schema: { $ref: string }; example?: unknown }>;

export interface OpenApiResponse {
  description: string;
  headers?: Record<string, { description: string; schema: OpenApiSchema }>;
  content: OpenApiContent;
}

export interface OpenApiOperation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  /** Empty: the endpoint is anonymous, even where your document requires credentials. */
  security: [];
  requestBody: { required: boolean; content: OpenApiContent };
  responses: Record<string, OpenApiResponse>;
}

/**
 * The result of {@link dcrOpenApi}, to be merged into your own document.
 *
 * @see docs/recipes/openapi.md
 */
export interface DcrOpenApiFragment {
  /** One path, with its `post`. */
  paths: Record<string, { post: OpenApiOperation }>;
  /** Every name begins with `Dcr`. */
  components: { schemas: Record<string, OpenApiSchema> };
}
