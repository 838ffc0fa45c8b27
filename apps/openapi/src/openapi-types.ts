/** The parts of OpenAPI 3.1 that are read and written here; @nestjs/swagger does not export its types. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  required?: string[];
  enum?: unknown[];
  example?: unknown;
  /** The list of JSON Schema: Swagger UI shows it and sends none of it. */
  examples?: unknown[];
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
}

export type Schemas = Record<string, Schema>;

export interface Example {
  summary: string;
  value: unknown;
}

export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, Example | Reference>;
}

export interface Header {
  description: string;
  schema: Schema;
  example: string | number;
}

/** To a component. */
export interface Reference {
  $ref: string;
}

export interface Response {
  description: string;
  headers?: Record<string, Header | Reference>;
  content?: Record<string, Media>;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
  example?: unknown;
}

export interface Tag {
  name: string;
  description: string;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Record<string, Media> };
  responses: Record<string, Response | Reference>;
}

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export type PathItem = Partial<Record<(typeof METHODS)[number], Operation>>;

export interface ApiDocument {
  servers?: { url: string; description?: string }[];
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, PathItem>;
  tags?: Tag[];
  components?: {
    schemas?: Schemas;
    examples?: Record<string, Example>;
    responses?: Record<string, Response>;
    headers?: Record<string, Header>;
  };
}
