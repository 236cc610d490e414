/** The part of an OpenAPI schema that is used here: the same in OpenAPI 3.0 and 3.1. */
export interface OpenApiSchema {
  type: 'object' | 'array' | 'string' | 'integer';
  description?: string;
  properties?: Record<string, OpenApiSchema>;
  additionalProperties?: boolean | OpenApiSchema;
  required?: string[];
  items?: OpenApiSchema;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  format?: string;
  enum?: string[];
}

/** A schema by its place in the document. */
export interface OpenApiReference {
  $ref: string;
}

/** By media type: `application/json` and no other. */
export type OpenApiContent = Record<string, { schema: OpenApiReference; example?: unknown }>;

/** One of the answers of the endpoint. */
export interface OpenApiResponse {
  description: string;
  headers?: Record<string, { description: string; schema: OpenApiSchema }>;
  content: OpenApiContent;
}

/** The one operation of the endpoint. */
export interface OpenApiOperation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  /** Empty: anonymous, also where the host's document asks for credentials everywhere. */
  security: [];
  requestBody: { required: boolean; content: OpenApiContent };
  responses: Record<string, OpenApiResponse>;
}

/** What {@link dcrOpenApi} makes, to be merged into the host's own document. */
export interface DcrOpenApiFragment {
  /** One path, with its `post`. */
  paths: Record<string, { post: OpenApiOperation }>;
  /** Every name begins with `Dcr`. */
  components: { schemas: Record<string, OpenApiSchema> };
}
