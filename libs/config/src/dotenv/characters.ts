const between = (code: number, first: number, last: number) => code >= first && code <= last;

/** Matches Python's `\s`: without U+FEFF, and with U+001C to U+001F and U+0085, unlike JavaScript's. */
export function isSpace(code: number): boolean {
  if (code === 0x20 || between(code, 0x09, 0x0d) || between(code, 0x1c, 0x1f)) return true;
  if (code < 0x85) return false;
  return (
    between(code, 0x2000, 0x200a) ||
    [0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].includes(code)
  );
}

export const isLineEnd = (code: number): boolean => code === 0x0a || code === 0x0d;

/** White space within a line. */
export const isBlank = (code: number): boolean => isSpace(code) && !isLineEnd(code);

/** Python's `rstrip`. */
export function withoutTrailingSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/**
 * The text before a comment, which is a `#` after white space. A regular expression would take quadratic time for a
 * long run of spaces.
 */
export function withoutComment(text: string): string {
  for (let at = text.indexOf('#', 1); at > 0; at = text.indexOf('#', at + 1)) {
    if (isSpace(text.charCodeAt(at - 1))) return withoutTrailingSpace(text.slice(0, at));
  }
  return withoutTrailingSpace(text);
}
