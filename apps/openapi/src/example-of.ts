import type { Schema, Schemas } from './openapi-types.js';

/** The deepest example, a list of events, has seven levels; the bound ends a recursion. */
const MAX_DEPTH = 16;

/** The example of a required field without its own. */
const PLAIN: Readonly<Record<string, unknown>> = {
  null: null,
  string: 'text',
  integer: 1,
  number: 1,
  boolean: true,
  object: {},
};

const nameOf = ($ref: string) => $ref.slice($ref.lastIndexOf('/') + 1);

function plainExample({ type }: Schema): unknown {
  const types = [type ?? []].flat();
  const chosen = types.includes('null') ? 'null' : (types[0] ?? 'object');
  return PLAIN[chosen];
}

/**
 * An example of a request body: only its required fields. Swagger UI sends it unchanged, and an example that the user
 * did not choose must not make the request fail, by an absent service or by a filter.
 */
export function requestExampleOf(schema: Schema | undefined, schemas: Schemas): unknown {
  const whole = exampleOf(schema, schemas);
  const required = requiredOf(schema, schemas);
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([name]) => required.includes(name)));
}

function requiredOf(schema: Schema | undefined, schemas: Schemas): readonly string[] {
  const named = schema?.$ref === undefined ? schema : schemas[nameOf(schema.$ref)];
  return named?.required ?? [];
}

/** An example of a whole body, composed of those of its fields; `undefined` when there is none. */
export function exampleOf(schema: Schema | undefined, schemas: Schemas, depth = 0): unknown {
  if (schema === undefined || depth > MAX_DEPTH) return undefined;
  if (schema.$ref !== undefined) return exampleOf(schemas[nameOf(schema.$ref)], schemas, depth + 1);
  if (schema.example !== undefined) return schema.example;
  return composedExample(schema, schemas, depth) ?? partsExample(schema, schemas, depth);
}

function composedExample(schema: Schema, schemas: Schemas, depth: number): unknown {
  if (schema.enum) return schema.enum[0];
  const [first] = schema.allOf ?? schema.oneOf ?? schema.anyOf ?? [];
  return exampleOf(first, schemas, depth + 1);
}

function partsExample(schema: Schema, schemas: Schemas, depth: number): unknown {
  const { items, properties, required = [] } = schema;
  if (items) {
    const item = exampleOf(items, schemas, depth + 1);
    return item === undefined ? [] : [item];
  }
  if (!properties) return undefined;
  const fields = Object.entries(properties).map(([name, field]) => {
    const example = exampleOf(field, schemas, depth + 1);
    const isBare = example === undefined && required.includes(name);
    return [name, isBare ? plainExample(field) : example] as const;
  });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
