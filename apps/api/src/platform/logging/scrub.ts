const MAX_DEPTH = 4;
const REDACTED = '[redacted]';

/** Every repetition is bounded or starts at a fixed word, so that no text makes these slow. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[^\s"',]+/gi, `$1 ${REDACTED}`],
  [/\/\/[^\s/@]{1,256}@/g, `//${REDACTED}@`],
  [/\beyJ[\w-]+(?:\.[\w-]*){1,4}/g, REDACTED],
  [/\bgh_\w{8,}/g, REDACTED],
  [/[\w-]{40,}/g, REDACTED],
  [/[\p{L}\p{N}.!#$%&'*+=?^_`{|}~-]{1,64}@[\p{L}\p{N}][\p{L}\p{N}.-]{0,254}/gu, '[address]'],
];

/** Field names whose values are never logged, in any spelling. Names such as `token_id` do not match. */
const SECRET_NAME =
  /(?:passw(?:or)?d|secret(?:_?key)?|authorization|cookie|credentials?|token|hash|e_?mail|address|proof|code_?verifier|(?:private|api)_?key)$/i;

/** Replaces tokens, credentials and e-mail addresses in a text. */
export function scrubText(text: string): string {
  return PATTERNS.reduce((scrubbed, [pattern, by]) => scrubbed.replace(pattern, by), text);
}

/** The loggable parts of an error, without its parameters, its query or the row that the driver quotes. */
export function scrubError(error: Error, depth = 0): Record<string, unknown> {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    type: error.name,
    message: scrubText(error.message),
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(error.stack !== undefined && { stack: scrubText(error.stack) }),
    ...(error.cause instanceof Error &&
      depth < MAX_DEPTH && { cause: scrubError(error.cause, depth + 1) }),
  };
}

function scrubValue(name: string, value: unknown, depth: number): unknown {
  if (SECRET_NAME.test(name)) return REDACTED;
  if (typeof value === 'string') return scrubText(value);
  if (value instanceof Error) return scrubError(value);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH || Buffer.isBuffer(value)) return '[…]';
  if (Array.isArray(value)) return value.map((inner) => scrubValue('', inner, depth + 1));
  return scrubFields(value, depth + 1);
}

/** The fields of an event, safe to write. */
export function scrubFields(fields: object, depth = 0): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]): [string, unknown] => [
    name,
    scrubValue(name, value, depth),
  ]);
  return Object.fromEntries(entries);
}
