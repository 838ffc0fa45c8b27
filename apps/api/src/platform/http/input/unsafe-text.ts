/** NUL ends a string in C and is refused by PostgreSQL; a lone surrogate has no UTF-8 encoding. */
export function isUnsafeText(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** The path (`a.b.0`) of the first unsafe text among the keys and values of parsed JSON, or `null`. */
export function findUnsafeText(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return isUnsafeText(value) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (isUnsafeText(key)) return path;
    const found = findUnsafeText(inner, path === '' ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
