import { CODES } from '#libs/kernel';
import type { Schema, Schemas } from './openapi-types.js';
import { PROBLEM_SCHEMA } from './problem-schema.js';

const JSON_VALUE = { $ref: '#/components/schemas/JsonValue' };

/** TypeScript accepts a type that contains itself through the members of an object, but not through a list. */
const JSON_ITEM: Schema[] = [
  { type: 'string' },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'null' },
  { type: 'object', additionalProperties: JSON_VALUE },
];

/** Schemas without a class. */
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

/** Objects with further members that are not named here, of any JSON. */
const OPEN: ReadonlySet<string> = new Set(['AuditDetailsDto', 'CheckDto']);

/** Ids that other systems assign, in any format. */
const OF_OTHERS: ReadonlySet<string> = new Set(['request_id', 'target_id', 'kid', 'subject']);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

const isText = ({ type }: Schema) => [type ?? []].flat().includes('string');

/** The format follows from the example: a field whose example is a time always contains a time. */
function formatOf(name: string, example: unknown): string | undefined {
  if (typeof example !== 'string') return undefined;
  if (MOMENT.test(example)) return 'date-time';
  if (DAY.test(example)) return 'date';
  return UUID.test(example) && !OF_OTHERS.has(name) ? 'uuid' : undefined;
}

/** Sets the format of a text, or of the texts of a list. */
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

/** All numbers of this API are integers. */
function countInIntegers(schema: Schema): void {
  if (schema.type === 'number') schema.type = 'integer';
  // A pattern for the digits of a text is no constraint of a number.
  if (schema.type === 'integer') delete schema.pattern;
}

/** A query parameter with the values `true` and `false` is a boolean in the document. */
function sayFlags(schema: Schema): void {
  const values = (schema.enum ?? []).map(String).sort().join();
  if (schema.type !== 'string' || values !== 'false,true') return;
  schema.type = 'boolean';
  delete schema.enum;
  delete schema.example;
  delete schema.examples;
}

/** An enumeration that may be `null` lists `null` as a value. */
function admitNull(schema: Schema): void {
  const isNullable = Array.isArray(schema.type) && schema.type.includes('null');
  if (isNullable && schema.enum && !schema.enum.includes(null)) schema.enum.push(null);
}

/** An audit event has the code of its refusal, if it is one. */
function sayCode(schema: Schema, name: string): void {
  if (name !== 'code' || !Array.isArray(schema.type)) return;
  delete schema.type;
  schema.anyOf = [{ $ref: '#/components/schemas/Code' }, { type: 'null' }];
}

/** `success` of an answer is always `true`: a failure is a problem document. */
function saySuccess(schema: Schema, name: string): void {
  if (name === 'success' && schema.type === 'boolean') schema.enum ??= [true];
}

/** A value whose type is unknown is any JSON. */
function sayJson(schema: Schema): void {
  if (schema.additionalProperties === true) schema.additionalProperties = JSON_VALUE;
  const { properties, additionalProperties, allOf } = schema;
  if (schema.type !== 'object' || properties || additionalProperties || allOf) return;
  delete schema.type;
  schema.$ref = JSON_VALUE.$ref;
}

/** Completes a field or a query parameter by its example and its type. */
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

/** Completes the schemas of all bodies, each field with its format. */
export function completeSchemas(schemas: Schemas): Schemas {
  for (const [name, schema] of Object.entries(schemas)) {
    if (OPEN.has(name)) schema.additionalProperties = JSON_VALUE;
    for (const [field, one] of Object.entries(schema.properties ?? {})) completeField(one, field);
  }
  return { ...schemas, ...OWN };
}
