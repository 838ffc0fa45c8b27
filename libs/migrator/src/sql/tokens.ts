/** A lexical element of PostgreSQL's SQL; white space is left out. */
export interface Token {
  readonly kind: 'word' | 'identifier' | 'string' | 'comment' | 'symbol';
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Something that is opened and never closed; `offset` is where it begins. */
export class UnterminatedError extends Error {
  override name = 'UnterminatedError';

  constructor(
    readonly what: string,
    readonly offset: number,
  ) {
    super(`unterminated ${what}`);
  }
}

const SPACE = /\s+/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
const LINE_COMMENT = /--[^\n]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const COMMENT_EDGE = /\/\*|\*\//g;

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

function endOfQuoted(sql: string, start: number, backslashEscapes: boolean): number {
  const quote = sql[start];
  for (let at = start + 1; at < sql.length; at += 1) {
    if (backslashEscapes && sql[at] === '\\') at += 1;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  throw new UnterminatedError(quote === '"' ? 'quoted identifier' : 'quoted string', start);
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
    return { kind: 'string', start, end: endOfQuoted(sql, start + 1, true) };
  }
  if (sql[start] === "'") return { kind: 'string', start, end: endOfQuoted(sql, start, false) };
  if (sql[start] === '"') return { kind: 'identifier', start, end: endOfQuoted(sql, start, false) };
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
 * The tokens of a script, read as PostgreSQL does with `standard_conforming_strings` on.
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
