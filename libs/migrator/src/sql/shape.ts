import { tokens } from './tokens.js';

/** Stands for the white space in a quoted name: rules take what is not white space for one word. */
const NO_BREAK = '\u2060';

/** A name in a shape as PostgreSQL reads it: folded to small letters but for what is quoted. */
export const nameInShape = (name: string): string =>
  name
    .replace(/"(?:[^"]|"")*"|[^"]+/g, (part) => (part.startsWith('"') ? part : part.toLowerCase()))
    .replaceAll(NO_BREAK, ' ');

/**
 * A statement reduced to what rules look at: one space between tokens, words in capitals, texts
 * emptied, comments gone. Quoted identifiers stay as they are.
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
