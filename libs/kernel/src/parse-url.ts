/**
 * Parses a URL; `null` if it is invalid. Does not use `URL.canParse`: once Node.js 20 has compiled a caller of it, it
 * returns false for each text with a non-ASCII Latin-1 letter.
 */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
