import { AppError, CODES, type Code } from '#libs/kernel';
import { toProblem } from '../problems/problem.js';
import type { Example, Header, Response, Schema } from './openapi-types.js';

const REQUEST_ID = '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44';

/** Members beside those of all problems, each of some codes alone; more may come. */
const EXTENSIONS: Record<string, Schema> = {
  required_permission: { type: 'string', description: 'The permission that is lacking.' },
  missing_permissions: {
    type: 'array',
    items: { type: 'string' },
    description: 'Permissions that the caller does not hold and cannot grant.',
  },
  needs_verification: { type: 'boolean', description: 'The address must be confirmed first.' },
  needs_confirmation: { type: 'boolean', description: 'The sign-in must be confirmed by mail.' },
  max_age: { type: 'integer', description: 'How many seconds ago the sign-in may be at most.' },
  captcha: {
    type: 'object',
    additionalProperties: true,
    description: 'Where to get the challenge and how to send its solution.',
  },
};

/** The schema of every refusal. */
export const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  description: 'A refusal (RFC 9457). `code` is stable and may be relied on; texts are for people.',
  required: [
    ...['type', 'title', 'status', 'detail', 'instance'],
    ...['success', 'message', 'code', 'request_id'],
  ],
  properties: {
    type: { type: 'string', format: 'uri', description: 'The kind of refusal, as a URN.' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri', description: 'This occurrence, as a URN.' },
    success: { type: 'boolean', enum: [false] },
    message: { type: 'string', description: 'One sentence a person can act on.' },
    code: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' },
    request_id: { type: 'string', description: 'To be reported; also in X-Request-Id.' },
    errors: {
      type: 'array',
      description: 'For a request that is not valid: field by field.',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: {
          field: { type: 'string' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    ...EXTENSIONS,
  },
  additionalProperties: true,
};

const FIELD_EXAMPLE = [{ field: 'email', code: 'REQUIRED', message: 'email is required' }];

function exampleOf(code: Code): Example {
  const errors = code === 'VALIDATION_FAILED' ? FIELD_EXAMPLE : undefined;
  const detail = errors ? 'Email is required.' : `${CODES[code].title}.`;
  const error = new AppError(code, { detail, ...(errors && { errors }) });
  return { summary: CODES[code].title, value: toProblem(error, REQUEST_ID) };
}

const reference = (code: Code) => ({ $ref: `#/components/examples/${code}` });

/** An example of each refusal that is referred to. */
export function problemExamples(codes: Iterable<Code>): Record<string, Example> {
  return Object.fromEntries([...codes].sort().map((code) => [code, exampleOf(code)]));
}

const text = (description: string, example: string): Header => ({
  description,
  schema: { type: 'string' },
  example,
});

function headersOf(status: number): Record<string, Header> {
  const id = { 'X-Request-Id': text('The request, for reports.', REQUEST_ID) };
  if (status === 401) {
    return { ...id, 'WWW-Authenticate': text('How to authenticate.', 'Bearer realm="gatehouse"') };
  }
  if (status === 429 || status === 503) {
    return { ...id, 'Retry-After': text('Seconds to wait.', '5') };
  }
  return id;
}

/**
 * One response for each status, with an example for each code. Where refusals are pages (`alsoAs`), what is refused
 * before the page is reached is a problem document all the same.
 */
export function problemResponses(
  codes: readonly Code[],
  alsoAs?: string,
): Record<string, Response> {
  const byStatus = new Map<number, Code[]>();
  for (const code of codes) {
    const { status } = CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].map(([status, together]): [string, Response] => [
    String(status),
    {
      description: together.map((code) => `${CODES[code].title} (\`${code}\`)`).join('; '),
      headers: headersOf(status),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(together.map((code) => [code, reference(code)])),
        },
        ...(alsoAs !== undefined && { [alsoAs]: { schema: { type: 'string' } } }),
      },
    },
  ]);
  return Object.fromEntries(responses);
}
