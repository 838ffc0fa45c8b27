import { tokens } from './tokens.js';

/** Replaces white space in a quoted name, because rules treat anything without white space as one word. */
const NO_BREAK = '\u2060';

/** A name in a shape as PostgreSQL reads it: lower case except quoted parts. */
export const nameInShape = (name: string): string =>
  name
    .replace(/"(?:[^"]|"")*"|[^"]+/g, (part) => (part.startsWith('"') ? part : part.toLowerCase()))
    .replaceAll(NO_BREAK, ' ');

/**
 * Reduces a statement to what lint rules match: one space between tokens, words in capitals, empty strings, no
 * comments. Quoted identifiers are unchanged.
 */
export function shapeOf(statement: string): string {
  const parts: string[] = [];
  for (const token of tokens(statement)) {
    const text = statement.slice(token.start, token.end);
    if (token.kind === 'comment') continue;
    if (token.kind === 'string') parts.push("''");
    else if (token.kind === 'word') parts.push(text.toUpperCase());
    else parts.push(text.replaceAll(' ', NO_BREAK));
  }
  return parts.join(' ').replaceAll(' . ', '.');
}
