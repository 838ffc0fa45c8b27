import { CODES } from '#libs/kernel';
import type { Schema, Schemas } from './openapi-types.js';
import { PROBLEM_SCHEMA } from './problem-schema.js';

const JSON_VALUE = { $ref: '#/components/schemas/JsonValue' };

/** TypeScript can follow a type into itself through the members of an object, and not through a list. */
const JSON_ITEM: Schema[] = [
  { type: 'string' },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'null' },
  { type: 'object', additionalProperties: JSON_VALUE },
];

/** Schemas that no class has. */
const OWN: Schemas = {
  Problem: PROBLEM_SCHEMA,
  Code: {
    type: 'string',
    description: 'The stable code of a refusal; docs/errors.md says what each means.',
    enum: Object.keys(CODES).sort(),
  },
  JsonValue: {
    description: 'Any JSON value but a list of lists.',
    anyOf: [...JSON_ITEM, { type: 'array', items: { anyOf: JSON_ITEM } }],
  },
};

/** Objects that may have more members than are named here; all that can come is JSON. */
const OPEN: ReadonlySet<string> = new Set(['AuditDetailsDto', 'CheckDto']);

/** Ids that others give, in whatever form. */
const OF_OTHERS: ReadonlySet<string> = new Set(['request_id', 'target_id', 'kid', 'subject']);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

const isText = ({ type }: Schema) => [type ?? []].flat().includes('string');

/** An example is a promise of the form: what is shown as a moment is always one. */
function formatOf(name: string, example: unknown): string | undefined {
  if (typeof example !== 'string') return undefined;
  if (MOMENT.test(example)) return 'date-time';
  if (DAY.test(example)) return 'date';
  return UUID.test(example) && !OF_OTHERS.has(name) ? 'uuid' : undefined;
}

/** Gives a text its format, or the texts of a list theirs. */
function giveFormat(schema: Schema, name: string, example: unknown): void {
  if (schema.items) {
    const first: unknown = Array.isArray(example) ? example[0] : undefined;
    giveFormat(schema.items, name, first);
    return;
  }
  if (!isText(schema) || schema.enum || schema.anyOf) return;
  const format = schema.format ?? formatOf(name, example);
  if (format !== undefined) schema.format = format;
}

/** This API counts; it knows no fractions. */
function countInIntegers(schema: Schema): void {
  if (schema.type === 'number') schema.type = 'integer';
  // What reads the digits of a text says nothing of a number.
  if (schema.type === 'integer') delete schema.pattern;
}

/** What a query's text can only say as `true` or `false` is a boolean, to a client too. */
function sayFlags(schema: Schema): void {
  const values = (schema.enum ?? []).map(String).sort().join();
  if (schema.type !== 'string' || values !== 'false,true') return;
  schema.type = 'boolean';
  delete schema.enum;
  delete schema.example;
  delete schema.examples;
}

/** `null` is one of the values of an enumeration that may be `null`. */
function admitNull(schema: Schema): void {
  const isNullable = Array.isArray(schema.type) && schema.type.includes('null');
  if (isNullable && schema.enum && !schema.enum.includes(null)) schema.enum.push(null);
}

/** An event keeps the code of its refusal, where it was one. */
function sayCode(schema: Schema, name: string): void {
  if (name !== 'code' || !Array.isArray(schema.type)) return;
  delete schema.type;
  schema.anyOf = [{ $ref: '#/components/schemas/Code' }, { type: 'null' }];
}

/** What an answer says of itself is always `true`: what fails is a problem document. */
function saySuccess(schema: Schema, name: string): void {
  if (name === 'success' && schema.type === 'boolean') schema.enum ??= [true];
}

/** What our types do not know more of is JSON all the same. */
function sayJson(schema: Schema): void {
  if (schema.additionalProperties === true) schema.additionalProperties = JSON_VALUE;
  const { properties, additionalProperties, allOf } = schema;
  if (schema.type !== 'object' || properties || additionalProperties || allOf) return;
  delete schema.type;
  schema.$ref = JSON_VALUE.$ref;
}

/** Completes a field, or a parameter of a query, by what its example and its type say. */
export function completeField(schema: Schema, name: string): void {
  countInIntegers(schema);
  if (schema.items) countInIntegers(schema.items);
  sayFlags(schema);
  saySuccess(schema, name);
  sayCode(schema, name);
  giveFormat(schema, name, schema.example ?? schema.examples?.[0]);
  admitNull(schema);
  sayJson(schema);
}

/** The schemas of all bodies, each field with its format. */
export function completeSchemas(schemas: Schemas): Schemas {
  for (const [name, schema] of Object.entries(schemas)) {
    if (OPEN.has(name)) schema.additionalProperties = JSON_VALUE;
    for (const [field, one] of Object.entries(schema.properties ?? {})) completeField(one, field);
  }
  return { ...schemas, ...OWN };
}
