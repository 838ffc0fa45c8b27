/** As much of OpenAPI 3.1 as is read and written here; @nestjs/swagger keeps its own types to itself. */
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
  examples?: Record<string, Example | { $ref: string }>;
}

export interface Header {
  description: string;
  schema: Schema;
  example: string;
}

export interface Response {
  description: string;
  headers?: Record<string, Header>;
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

export interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, Media> };
  responses: Record<string, Response>;
}

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export type PathItem = Partial<Record<(typeof METHODS)[number], Operation>>;

export interface ApiDocument {
  servers?: { url: string; description?: string }[];
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, PathItem>;
  tags?: { name: string; description?: string }[];
  components?: { schemas?: Schemas; examples?: Record<string, Example> };
}
