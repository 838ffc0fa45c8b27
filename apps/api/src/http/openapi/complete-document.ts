import type { Code } from '#libs/kernel';
import type { HandlerDeclarations } from './handlers.js';
import { exampleOf } from './example-of.js';
import {
  type ApiDocument,
  type Media,
  type Operation,
  type Parameter,
  type PathItem,
  type Schemas,
} from './openapi-types.js';
import { PROBLEM_SCHEMA, problemExamples, problemResponses } from './problem-responses.js';
import { refusalsOf } from './refusals-of.js';

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes the request safe to repeat for 24 hours: the same key and body get the same answer again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  example: '4f1c2a9e-order-17',
};

/** OpenAPI 3.1, Parameter Object, leaves these to media types and security; Swagger UI would demand them of a person. */
const isSaidElsewhere = ({ in: place, name }: Parameter): boolean =>
  place === 'header' && ['accept', 'content-type', 'authorization'].includes(name.toLowerCase());

/** `SignInController.login` as a name that generated clients can use: `signInLogin`. */
export function operationName(handler: string): string {
  const [controller = '', method = ''] = handler.split('.');
  const noun = controller.replace(/Controller$/, '');
  return `${noun.charAt(0).toLowerCase()}${noun.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

/** Examples of whole bodies, where nobody has written one. */
function giveExamples(contents: readonly Media[], schemas: Schemas): void {
  for (const content of contents) {
    if (content.example !== undefined || content.examples) continue;
    const example = exampleOf(content.schema, schemas);
    if (example !== undefined) content.example = example;
  }
}

/** Pages and plain texts are not put together from fields. */
const jsonOf = (holder: { content?: Record<string, Media> } | undefined) =>
  Object.entries(holder?.content ?? {}).flatMap(([type, media]) =>
    /json|form/.test(type) ? [media] : [],
  );

function completeOperation(
  operation: Operation,
  declared: HandlerDeclarations,
  schemas: Schemas,
): readonly Code[] {
  const { requestBody } = operation;
  const parameters = (operation.parameters ?? []).filter(
    (parameter) => !isSaidElsewhere(parameter),
  );
  const successes = Object.values(operation.responses);
  giveExamples([...jsonOf(requestBody), ...successes.flatMap(jsonOf)], schemas);
  for (const success of successes) success.description ||= 'Done.';
  const codes = refusalsOf(declared, {
    bringsContent: !/^(GET|HEAD) /.test(declared.route),
    hasBody: requestBody !== undefined,
    hasQuery: parameters.some((parameter) => parameter.in === 'query'),
    hasPathParameters: parameters.some((parameter) => parameter.in === 'path'),
  });
  operation.responses = {
    ...operation.responses,
    ...problemResponses(codes, declared.refusalType),
  };
  if (declared.access?.kind === 'public') operation.security = [];
  operation.parameters = declared.isIdempotent ? [...parameters, IDEMPOTENCY_KEY] : parameters;
  return codes;
}

/** What the scanner made; a handler may have said another. */
const isMade = (id: string | undefined) => id?.includes('.') === true;

/** Adds what only the declarations know: every refusal with an example, keys, names, whole examples. */
export function completeDocument(
  document: ApiDocument,
  handlers: readonly HandlerDeclarations[],
): ApiDocument {
  const schemas = document.components?.schemas ?? {};
  const met = new Set<Code>();
  for (const handler of handlers) {
    const operation = operationOf(document, handler.route);
    if (!operation) continue;
    for (const code of completeOperation(operation, handler, schemas)) met.add(code);
    if (isMade(operation.operationId)) operation.operationId = operationName(handler.name);
  }
  const components = {
    ...document.components,
    schemas: { ...schemas, Problem: PROBLEM_SCHEMA },
    examples: problemExamples(met),
  };
  return { ...document, components };
}

function operationOf({ paths }: ApiDocument, route: string): Operation | undefined {
  const [method = '', path = ''] = route.split(' ');
  return paths[path]?.[method.toLowerCase() as keyof PathItem];
}
