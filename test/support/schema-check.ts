/** A validator for the keywords of JSON Schema that our document uses; an unknown keyword is a finding. */
export interface CheckedSchema {
  readonly [keyword: string]: unknown;
}

type Resolve = (reference: string) => unknown;
type Rule = (value: unknown, given: never, resolve: Resolve, schema: CheckedSchema) => string[];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeOf(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number')
    return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return [typeof value];
}

const fails = (isBad: boolean, text: string): string[] => (isBad ? [text] : []);
const lengthOf = (value: unknown): number | null =>
  typeof value === 'string' ? [...value].length : null;

const FORMATS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

/** Keywords that only describe. */
const WORDS = new Set(['description', 'example', 'examples', 'title', 'default', 'deprecated']);

const within = (faults: string[], at: string) => faults.map((fault) => `.${at}${fault}`);

const RULES: Readonly<Record<string, Rule>> = {
  $ref: (value, reference: string, resolve) =>
    faultsOf(value, resolve(reference) as CheckedSchema, resolve),
  allOf: (value, schemas: CheckedSchema[], resolve) =>
    schemas.flatMap((schema) => faultsOf(value, schema, resolve)),
  anyOf: (value, schemas: CheckedSchema[], resolve) =>
    fails(
      schemas.every((schema) => faultsOf(value, schema, resolve).length > 0),
      ' is none of what it may be',
    ),
  oneOf: (value, schemas: CheckedSchema[], resolve) =>
    fails(
      schemas.filter((schema) => faultsOf(value, schema, resolve).length === 0).length !== 1,
      ' is not one of what it may be',
    ),
  type: (value, type: string | string[]) =>
    fails(!typeOf(value).some((it) => [type].flat().includes(it)), ` is not ${String(type)}`),
  enum: (value, values: unknown[]) => fails(!values.includes(value), ' is not in its list'),
  format: (value, format: string) => {
    const form = FORMATS[format];
    if (!form) return [` has the unknown format ${format}`];
    return fails(typeof value === 'string' && !form.test(value), ` is no ${format}`);
  },
  pattern: (value, pattern: string) =>
    fails(typeof value === 'string' && !new RegExp(pattern, 'u').test(value), ' has another form'),
  minimum: (value, bound: number) => fails(typeof value === 'number' && value < bound, ' is small'),
  maximum: (value, bound: number) => fails(typeof value === 'number' && value > bound, ' is large'),
  minLength: (value, bound: number) => fails((lengthOf(value) ?? bound) < bound, ' is short'),
  maxLength: (value, bound: number) => fails((lengthOf(value) ?? bound) > bound, ' is long'),
  maxItems: (value, bound: number) =>
    fails(Array.isArray(value) && value.length > bound, ' has too many'),
  minItems: (value, bound: number) =>
    fails(Array.isArray(value) && value.length < bound, ' has too few'),
  uniqueItems: (value) =>
    fails(Array.isArray(value) && new Set(value).size < value.length, ' repeats itself'),
  items: (value, schema: CheckedSchema, resolve) =>
    (Array.isArray(value) ? value : []).flatMap((item, index) =>
      within(faultsOf(item, schema, resolve), String(index)),
    ),
  required: (value, names: string[]) =>
    isRecord(value)
      ? names.filter((name) => !(name in value)).map((it) => `.${it} is missing`)
      : [],
  properties: (value, properties: Record<string, CheckedSchema>, resolve) =>
    Object.entries(properties).flatMap(([name, schema]) =>
      isRecord(value) && name in value ? within(faultsOf(value[name], schema, resolve), name) : [],
    ),
  additionalProperties: (value, allowed: boolean | CheckedSchema, resolve, { properties }) => {
    const known = Object.keys(properties ?? {});
    const others = Object.entries(isRecord(value) ? value : {}).filter(
      ([name]) => !known.includes(name),
    );
    if (allowed === true) return [];
    if (allowed === false) return others.map(([name]) => `.${name} is not known`);
    return others.flatMap(([name, other]) => within(faultsOf(other, allowed, resolve), name));
  },
};

/** The problems of a value by a schema, each with its path. */
export function faultsOf(value: unknown, schema: CheckedSchema, resolve: Resolve): string[] {
  return Object.entries(schema).flatMap(([keyword, given]) => {
    if (WORDS.has(keyword)) return [];
    const rule = RULES[keyword];
    return rule ? rule(value, given as never, resolve, schema) : [` has the unknown ${keyword}`];
  });
}

interface Shown {
  readonly at: string;
  readonly value: unknown;
  readonly schema: CheckedSchema;
}

/** Every example of an OpenAPI document with its schema. */
function shownIn(node: unknown, at: string, resolve: Resolve): Shown[] {
  if (Array.isArray(node)) {
    return node.flatMap((one, index) => shownIn(one, `${at}/${index}`, resolve));
  }
  if (!isRecord(node)) return [];
  const { schema, examples, ...rest } = node;
  const own = isRecord(schema) ? schema : rest;
  const found: Shown[] = 'example' in node ? [{ at, value: node['example'], schema: own }] : [];
  if (isRecord(schema) && isRecord(examples)) {
    for (const [name, one] of Object.entries(examples)) {
      const { $ref } = one as { $ref?: string };
      const { value } = ($ref === undefined ? one : resolve($ref)) as { value: unknown };
      found.push({ at: `${at}/examples/${name}`, value, schema });
    }
  }
  const children = Object.entries(node).filter(([name]) => !/^examples?$/.test(name));
  return [...found, ...children.flatMap(([name, it]) => shownIn(it, `${at}/${name}`, resolve))];
}

/** The number of examples of a document, and their problems. */
export function checkExamples(document: object): { count: number; faults: string[] } {
  const resolve: Resolve = (reference) =>
    reference
      .slice('#/'.length)
      .split('/')
      .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], document);
  const shown = shownIn(document, '', resolve);
  const faults = shown.flatMap(({ at, value, schema }) =>
    faultsOf(value, schema, resolve).map((fault) => `${at}: ${fault}`),
  );
  return { count: shown.length, faults };
}
