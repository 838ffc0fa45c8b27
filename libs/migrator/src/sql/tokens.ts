/** A lexical element of PostgreSQL's SQL; white space is left out. */
export interface Token {
  readonly kind: 'word' | 'identifier' | 'string' | 'comment' | 'symbol';
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Raised for something that is opened and never closed; `offset` is its start. */
export class UnterminatedError extends Error {
  override name = 'UnterminatedError';

  constructor(
    readonly what: string,
    readonly offset: number,
  ) {
    super(`unterminated ${what}`);
  }
}

/** The white space of PostgreSQL's lexer; a no-break space or a byte-order mark is part of a name. */
const SPACE = /[ \t\n\r\f\v]+/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
/** Ends at CR, too, for files with CR line ends. */
const LINE_COMMENT = /--[^\n\r]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const COMMENT_EDGE = /\/\*|\*\//g;
const QUOTE_OR_BACKSLASH = /['\\]/g;
function matchAt(pattern: RegExp, sql: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(sql) ? pattern.lastIndex : -1;
}

/** Block comments nest in PostgreSQL. */
function endOfBlockComment(sql: string, start: number): number {
  let depth = 0;
  COMMENT_EDGE.lastIndex = start;
  for (let edge = COMMENT_EDGE.exec(sql); edge; edge = COMMENT_EDGE.exec(sql)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return COMMENT_EDGE.lastIndex;
  }
  throw new UnterminatedError('comment', start);
}

/** A quote inside is doubled. */
function endOfQuoted(sql: string, start: number): number {
  const quote = sql[start] as string;
  for (let at = sql.indexOf(quote, start + 1); at >= 0; at = sql.indexOf(quote, at + 2)) {
    if (sql[at + 1] !== quote) return at + 1;
  }
  throw new UnterminatedError(quote === '"' ? 'quoted identifier' : 'quoted string', start);
}

function endOfEscapePart(sql: string, quote: number, start: number): number {
  QUOTE_OR_BACKSLASH.lastIndex = quote + 1;
  for (let hit = QUOTE_OR_BACKSLASH.exec(sql); hit; hit = QUOTE_OR_BACKSLASH.exec(sql)) {
    const at = hit.index;
    if (hit[0] === "'" && sql[at + 1] !== "'") return at + 1;
    QUOTE_OR_BACKSLASH.lastIndex = at + 2;
  }
  throw new UnterminatedError('quoted string', start);
}

/**
 * The start of the next part of the same string, after white space and comments with a line break; -1 if the string
 * has ended. A loop, because a regular expression would try comments inside comments repeatedly.
 */
function nextPart(sql: string, end: number): number {
  let at = end;
  let hasBreak = false;
  for (;;) {
    const afterSpace = Math.max(at, matchAt(SPACE, sql, at));
    hasBreak ||= /[\n\r]/.test(sql.slice(at, afterSpace));
    at = afterSpace;
    if (!sql.startsWith('--', at)) break;
    at = matchAt(LINE_COMMENT, sql, at);
  }
  return hasBreak && sql[at] === "'" ? at : -1;
}

/** The end of `E'…'`; parts on following lines have escapes as well. */
function endOfEscapeString(sql: string, start: number): number {
  let end = endOfEscapePart(sql, start + 1, start);
  for (;;) {
    const next = nextPart(sql, end);
    if (next < 0) return end;
    end = endOfEscapePart(sql, next, start);
  }
}

function endOfDollarQuoted(sql: string, start: number, tagEnd: number): number {
  const tag = sql.slice(start, tagEnd);
  const close = sql.indexOf(tag, tagEnd);
  if (close < 0) throw new UnterminatedError(`dollar-quoted string ${tag}`, start);
  return close + tag.length;
}

function tokenAt(sql: string, start: number): Token {
  const two = sql.slice(start, start + 2);
  if (two === '--') {
    return { kind: 'comment', start, end: matchAt(LINE_COMMENT, sql, start) };
  }
  if (two === '/*') return { kind: 'comment', start, end: endOfBlockComment(sql, start) };
  if (two === "E'" || two === "e'") {
    return { kind: 'string', start, end: endOfEscapeString(sql, start) };
  }
  if (sql[start] === "'") return { kind: 'string', start, end: endOfQuoted(sql, start) };
  if (sql[start] === '"') return { kind: 'identifier', start, end: endOfQuoted(sql, start) };
  return wordOrSymbolAt(sql, start);
}

function wordOrSymbolAt(sql: string, start: number): Token {
  const tagEnd = matchAt(DOLLAR_TAG, sql, start);
  if (tagEnd > 0) return { kind: 'string', start, end: endOfDollarQuoted(sql, start, tagEnd) };
  const wordEnd = Math.max(matchAt(WORD, sql, start), matchAt(NUMBER, sql, start));
  if (wordEnd > 0) return { kind: 'word', start, end: wordEnd };
  return { kind: 'symbol', start, end: start + 1 };
}

/**
 * The tokens of a script, as in PostgreSQL with `standard_conforming_strings` on.
 * @throws UnterminatedError
 */
export function* tokens(sql: string): Generator<Token, void, undefined> {
  let offset = 0;
  while (offset < sql.length) {
    const afterSpace = matchAt(SPACE, sql, offset);
    if (afterSpace > 0) {
      offset = afterSpace;
      continue;
    }
    const token = tokenAt(sql, offset);
    yield token;
    offset = token.end;
  }
}
