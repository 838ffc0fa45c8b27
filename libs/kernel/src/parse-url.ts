/**
 * The address that a text is; `null` when it is none. Not by `URL.canParse`: once Node.js 20 has compiled a caller of it, it
 * says no to each text with a letter of Latin-1 beyond ASCII.
 */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
