import type { Header, Reference } from './openapi-types.js';

const REQUEST_ID = '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44';

const text = (description: string, example: string): Header => ({
  description,
  schema: { type: 'string' },
  example,
});

const count = (description: string, example: number, minimum = 0): Header => ({
  description,
  schema: { type: 'integer', minimum },
  example,
});

/** Headers of answers that the document refers to. */
export const HEADERS = {
  'X-Request-Id': text('The request, for reports.', REQUEST_ID),
  'WWW-Authenticate': text('How to authenticate.', 'Bearer realm="gatehouse"'),
  'Retry-After': count('Seconds to wait.', 5, 1),
  'RateLimit-Limit': count('How many requests the nearest limit allows in its window.', 60),
  'RateLimit-Remaining': count('How many of them are left.', 59),
  'RateLimit-Reset': count('Seconds until the limit is whole again.', 60),
} as const satisfies Record<string, Header>;

export const OF_LIMITS = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const;

/** References to them. */
export function headerReferences(
  names: readonly (keyof typeof HEADERS)[],
): Record<string, Reference> {
  return Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/headers/${name}` }] as const),
  );
}
