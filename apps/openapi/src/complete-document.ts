import type { Code } from '#libs/kernel';
import { completeField, completeSchemas } from './complete-schemas.js';
import { exampleOf, requestExampleOf } from './example-of.js';
import type { HandlerDeclarations } from '#api/platform/http';
import {
  type ApiDocument,
  type Media,
  type Operation,
  type Parameter,
  type PathItem,
  type Response,
  type Schema,
  type Schemas,
} from './openapi-types.js';
import { operationName } from './operation-names.js';
import { operationText } from './operation-text.js';
import { problemExamples, ProblemResponses } from './problem-responses.js';
import { refusalsOf } from './refusals-of.js';
import { headerReferences, HEADERS, OF_LIMITS } from './response-headers.js';
import { describeTags } from './tags.js';

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes the request safe to repeat for 24 hours: the same key and body get the same answer again. A random value, new for each request that is no repetition.',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    examples: ['4f1c2a9e-order-17'],
  },
};

/**
 * OpenAPI 3.1, Parameter Object: these headers belong to media types and security. Swagger UI would require the user to
 * fill them in.
 */
const isSaidElsewhere = ({ in: place, name }: Parameter): boolean =>
  place === 'header' && ['accept', 'content-type', 'authorization'].includes(name.toLowerCase());

/**
 * The scanner lists a header twice when a handler reads it and declares it in another case. The described entry is
 * kept.
 */
function isTwin(one: Parameter, all: readonly Parameter[]): boolean {
  const isSame = ({ in: place, name }: Parameter) =>
    place === 'header' && name.toLowerCase() === one.name.toLowerCase();
  return one.description === undefined && all.some((other) => other !== one && isSame(other));
}

const parametersOf = ({ parameters: all = [] }: Operation): Parameter[] =>
  all.filter((one) => !isSaidElsewhere(one) && !isTwin(one, all));

type Contents = Record<string, Media>;

/** Pages and plain texts have no fields. */
const jsonOf = (holder: { content?: Contents } | undefined) =>
  Object.entries(holder?.content ?? {}).flatMap(([type, media]) =>
    /json|form/.test(type) ? [media] : [],
  );

type ExampleOf = (schema: Schema | undefined, schemas: Schemas) => unknown;

/** Adds examples of whole bodies where none is written. */
function giveExamples(contents: readonly Media[], schemas: Schemas, of: ExampleOf): void {
  for (const content of contents) {
    if (content.example !== undefined || content.examples) continue;
    const example = of(content.schema, schemas);
    if (example !== undefined) content.example = example;
  }
}

/**
 * Swagger UI sends the `example` of a parameter that the user has not typed: it would filter lists by values that do
 * not exist, and every caller would use the same key. It shows the `examples` of JSON Schema without sending them.
 */
function leaveEmpty(parameter: Parameter): void {
  const { example, schema = {} } = parameter;
  const shown = example ?? schema.example;
  delete parameter.example;
  delete schema.example;
  if (shown !== undefined) schema.examples ??= [shown];
}

/** Describes an id by its name: `role_id` is the id of the role. */
function describePath(name: string): string {
  const [, thing] = /^(.+)_id$/.exec(name) ?? [];
  return thing === undefined ? `The ${name}.` : `The id of the ${thing.replaceAll('_', ' ')}.`;
}

function completeParameter(parameter: Parameter): void {
  leaveEmpty(parameter);
  const { in: place, name, schema } = parameter;
  if (!schema) return;
  if (/(?:^|_)id$/.test(name) && place === 'path') schema.format ??= 'uuid';
  completeField(schema, name);
  if (place === 'path') parameter.description ??= describePath(name);
}

/** Completes the document of one application. */
class Completion {
  readonly met = new Set<Code>();
  readonly tags = new Set<string>();
  readonly responses = new ProblemResponses();

  constructor(private readonly schemas: Schemas) {}

  complete(operation: Operation, declared: HandlerDeclarations): void {
    const { requestBody } = operation;
    const isLimited = declared.rateClass !== 'none';
    const successes = Object.values(operation.responses) as Response[];
    giveExamples(jsonOf(requestBody), this.schemas, requestExampleOf);
    giveExamples(successes.flatMap(jsonOf), this.schemas, exampleOf);
    this.leaveFormsEmpty(requestBody);
    for (const success of successes) {
      sayPage(success);
      completeSuccess(success, isLimited);
    }
    const parameters = parametersOf(operation);
    for (const parameter of parameters) completeParameter(parameter);
    const codes = this.codesOf(operation, declared);
    const form = { alsoAs: declared.refusalType, isLimited };
    Object.assign(operation.responses, this.responses.refer(codes, form));
    this.completeRedirect(operation.responses);
    operation.parameters = declared.isIdempotent
      ? [...parameters, structuredClone(IDEMPOTENCY_KEY)]
      : parameters;
    if (declared.access?.kind === 'public') openToAll(operation);
    Object.assign(operation, operationText(operation.summary ?? '', declared));
    giveName(operation, declared.name);
    for (const tag of operation.tags ?? []) this.tags.add(tag);
  }

  private completeRedirect(responses: Operation['responses']): void {
    const isRedirect = !Object.keys(responses).some((status) => status.startsWith('2'));
    if (isRedirect) responses['default'] = this.responses.referAny();
  }

  /** Swagger UI shows each field of a form as an input and fills it in like a parameter. */
  private leaveFormsEmpty(body: Operation['requestBody']): void {
    const { $ref = '' } = body?.content?.['application/x-www-form-urlencoded']?.schema ?? {};
    const { properties = {} } = this.schemas[$ref.replace(/^.*\//, '')] ?? {};
    for (const field of Object.values(properties)) {
      const { example } = field;
      delete field.example;
      if (example !== undefined) field.examples = [example];
    }
  }

  private codesOf(operation: Operation, declared: HandlerDeclarations): readonly Code[] {
    const isAnyIn = (place: string) => operation.parameters?.some((one) => one.in === place);
    const codes = refusalsOf(declared, {
      bringsContent: !/^(GET|HEAD) /.test(declared.route),
      hasPathParameters: isAnyIn('path') === true,
    });
    for (const code of codes) this.met.add(code);
    return codes;
  }
}

/** The media type is JSON; for a page it is HTML as text. */
function sayPage({ content }: Response): void {
  if (content?.['text/html']) content['text/html'] = { schema: { type: 'string' } };
}

/** Unless the handler declares another description than the scanner generates. */
function giveName(operation: Operation, handler: string): void {
  if (operation.operationId?.includes('Controller.'))
    operation.operationId = operationName(handler);
}

function completeSuccess(success: Response, isLimited: boolean): void {
  success.description ||= 'Done.';
  success.headers = {
    ...success.headers,
    ...headerReferences(['X-Request-Id', ...(isLimited ? OF_LIMITS : [])]),
  };
}

/** An operation that accepts a token without requiring it declares both. */
function openToAll(operation: Operation): void {
  const { security = [] } = operation;
  operation.security = security.length === 0 ? [] : [...security, {}];
}

/**
 * Adds what only the declarations contain: every refusal with an example, header parameters, names, formats and whole
 * examples.
 */
export function completeDocument(
  document: ApiDocument,
  handlers: readonly HandlerDeclarations[],
): ApiDocument {
  const schemas = document.components?.schemas ?? {};
  const completion = new Completion(schemas);
  for (const handler of handlers) {
    const operation = operationOf(document, handler.route);
    if (operation) completion.complete(operation, handler);
  }
  const components = {
    ...document.components,
    schemas: completeSchemas(schemas),
    responses: completion.responses.components,
    headers: HEADERS,
    examples: problemExamples(completion.met),
  };
  return { ...document, tags: describeTags(completion.tags), components };
}

function operationOf({ paths }: ApiDocument, route: string): Operation | undefined {
  const [method = '', path = ''] = route.split(' ');
  return paths[path]?.[method.toLowerCase() as keyof PathItem];
}
