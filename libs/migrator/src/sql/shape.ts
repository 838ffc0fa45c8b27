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

/** The parts of an `ALTER TABLE`. */
export interface AlterTable {
  readonly table: string;
  /** The shapes of its actions. */
  readonly actions: readonly string[];
}

const HEAD = /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(\S+) (?:\* )?(.*)$/s;

/** Parses the shape of a statement; `null` for another statement. */
export function alterTableActions(shape: string): AlterTable | null {
  const match = HEAD.exec(shape);
  if (!match) return null;
  const actions: string[] = [];
  let depth = 0;
  let current: string[] = [];
  for (const token of (match[2] as string).split(' ')) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ',' && depth === 0) {
      actions.push(current.join(' '));
      current = [];
    } else {
      current.push(token);
    }
  }
  return { table: match[1] as string, actions: [...actions, current.join(' ')] };
}
