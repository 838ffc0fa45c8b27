import { AppError, CODES, type Code } from '#libs/kernel';
import { toProblem } from '#api/platform/http';
import type { Example, Reference, Response } from './openapi-types.js';
import { headerReferences, HEADERS, OF_LIMITS } from './response-headers.js';

const FIELD_EXAMPLE = [{ field: 'email', code: 'REQUIRED', message: 'email is required' }];

function exampleOf(code: Code): Example {
  const errors = code === 'VALIDATION_FAILED' ? FIELD_EXAMPLE : undefined;
  const detail = errors ? 'Email is required.' : `${CODES[code].title}.`;
  const error = new AppError(code, { detail, ...(errors && { errors }) });
  return {
    summary: CODES[code].title,
    value: toProblem(error, String(HEADERS['X-Request-Id'].example)),
  };
}

const reference = (code: Code) => ({ $ref: `#/components/examples/${code}` });

/** A reference to the example of each refusal. */
export function problemExamples(codes: Iterable<Code>): Record<string, Example> {
  return Object.fromEntries([...codes].sort().map((code) => [code, exampleOf(code)]));
}

/** The common properties of the refusals of one operation. */
export interface RefusalForm {
  /** The operation answers refusals as pages; a refusal before its handler is a problem document all the same. */
  readonly alsoAs?: string | undefined;
  /** Whether the operation has a rate limit, whose headers its answers contain. */
  readonly isLimited: boolean;
}

/** A failing server may not have reached its rate limits. */
const tellsLimits = (status: number, { isLimited }: RefusalForm) => isLimited && status < 500;

function headersOf(status: number, form: RefusalForm): Record<string, Reference> {
  return headerReferences([
    'X-Request-Id',
    ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
    ...(status === 429 || status === 503 ? (['Retry-After'] as const) : []),
    ...(tellsLimits(status, form) ? OF_LIMITS : []),
  ]);
}

const camelCase = (code: Code) =>
  code.toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, initial: string) => initial.toUpperCase());

/** Operations with the same codes share one response. */
function nameOf(status: number, codes: readonly Code[], form: RefusalForm): string {
  const name = codes.map(camelCase).join('Or');
  const unlimited = status < 500 && !form.isLimited ? 'Unlimited' : '';
  return `${name}${form.alsoAs === undefined ? '' : 'Page'}${unlimited}`;
}

function responseOf(status: number, codes: readonly Code[], form: RefusalForm): Response {
  return {
    description: codes.map((code) => `${CODES[code].title} (\`${code}\`)`).join('; '),
    headers: headersOf(status, form),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: [...codes] } } },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, reference(code)])),
      },
      ...(form.alsoAs !== undefined && { [form.alsoAs]: { schema: { type: 'string' } } }),
    },
  };
}

function byStatus(codes: readonly Code[]): Map<number, Code[]> {
  const found = new Map<number, Code[]>();
  for (const code of codes) {
    const { status } = CODES[code];
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}

/** The refusals of all operations: each response is written once, and operations refer to it. */
export class ProblemResponses {
  readonly components: Record<string, Response> = {};

  /** One response for each status, with an example for each code. */
  refer(codes: readonly Code[], form: RefusalForm): Record<string, Reference> {
    const references = [...byStatus(codes)].map(([status, together]) => {
      const name = nameOf(status, together, form);
      this.components[name] ??= responseOf(status, together, form);
      return [String(status), { $ref: `#/components/responses/${name}` }] as const;
    });
    return Object.fromEntries(references);
  }

  /** For an operation that only redirects: any other answer of a proxy. Linters require a success otherwise. */
  referAny(): Reference {
    this.components['AnyProblem'] ??= {
      description: 'Any other refusal.',
      headers: headerReferences(['X-Request-Id']),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: { INTERNAL_ERROR: reference('INTERNAL_ERROR') },
        },
      },
    };
    return { $ref: '#/components/responses/AnyProblem' };
  }
}
