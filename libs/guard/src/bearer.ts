/** Headers of a request, or a similar record. */
export type HeaderBag = Readonly<Record<string, unknown>>;

/** The token of an `Authorization: Bearer` value. */
export function parseBearer(value: string): string | undefined {
  if (value.length < 8 || value.charCodeAt(6) !== 32) return undefined;
  const scheme = value.slice(0, 6);
  if (scheme !== 'Bearer' && scheme.toLowerCase() !== 'bearer') return undefined;
  const token = value.charCodeAt(7) === 32 ? value.slice(7).trimStart() : value.slice(7);
  return token === '' ? undefined : token;
}

/**
 * The Bearer token in a set of headers, whose names Node gives in lower case and other sources in their original
 * spelling.
 */
export function bearerIn(headers: HeaderBag | undefined): string | undefined {
  const value = headers?.['authorization'] ?? headers?.['Authorization'];
  return typeof value === 'string' ? parseBearer(value) : undefined;
}
