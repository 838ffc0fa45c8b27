import { isBlank, isLineEnd, isSpace, withoutComment } from './characters.js';

/** One statement of a `.env` file. */
export interface Statement {
  /** The line where it begins, from 1. */
  readonly line: number;
  /** `null` if the statement is invalid. */
  readonly name: string | null;
  /** `null` without a `=`. */
  readonly value: string | null;
  /** Why it is invalid; never a part of it. */
  readonly problem?: string;
}

export interface Parsed {
  readonly statements: readonly Statement[];
  /** The number of characters read, for tests of linear time. */
  readonly steps: number;
}

class Unreadable extends Error {}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const HASH = 0x23;
const EQUALS = 0x3d;
const SINGLE = 0x27;
const DOUBLE = 0x22;
const BACKSLASH = 0x5c;
/** `charCodeAt` returns NaN after the end. */
const isEnd = Number.isNaN;

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b' },
  ...{ f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};
const decodeEscapes = (text: string, escapes: RegExp) =>
  text.replace(escapes, (escape) => ESCAPES[escape[1] as string] as string);

/** Parses statements in sequence; each character is passed once. */
class DotenvReader {
  steps = 0;
  private position = 0;
  private line = 1;

  constructor(private readonly text: string) {}

  /** The next statement; `null` for a comment or the end. */
  next(): Statement | null {
    this.skipWhile(isSpace);
    const { line } = this;
    if (this.isDone) return null;
    try {
      this.skipExport();
      const name = this.code === HASH ? null : this.name();
      this.skipWhile(isBlank);
      const value = this.code === EQUALS ? this.value() : null;
      this.endOfStatement();
      return name === null ? null : { line, name, value };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.skipLine();
      return { line, name: null, value: null, problem: error.message };
    }
  }

  get isDone(): boolean {
    return this.position >= this.text.length;
  }

  private get code(): number {
    this.steps += 1;
    return this.text.charCodeAt(this.position);
  }

  private codeAt(position: number): number {
    this.steps += 1;
    return this.text.charCodeAt(position);
  }

  private skipWhile(test: (code: number) => boolean): void {
    while (!this.isDone && test(this.code)) this.advance();
  }

  private advance(): void {
    const code = this.code;
    const isFirstOfTwo = code === RETURN && this.codeAt(this.position + 1) === NEWLINE;
    if (isLineEnd(code) && !isFirstOfTwo) this.line += 1;
    this.position += 1;
  }

  private advanceTo(position: number): string {
    const start = this.position;
    while (this.position < position) this.advance();
    return this.text.slice(start, position);
  }

  private skipExport(): void {
    const end = this.position + 'export'.length;
    if (!this.text.startsWith('export', this.position) || !isBlank(this.codeAt(end))) return;
    this.advanceTo(end);
    this.skipWhile(isBlank);
  }

  private name(): string {
    if (this.code === SINGLE) return this.quotedName();
    const start = this.position;
    this.skipWhile((code) => code !== EQUALS && code !== HASH && !isSpace(code));
    if (this.position === start) throw new Unreadable('there is no name before the =');
    return this.text.slice(start, this.position);
  }

  private quotedName(): string {
    const end = this.text.indexOf("'", this.position + 1);
    this.steps += (end < 0 ? this.text.length : end) - this.position;
    if (end < 0) throw new Unreadable('the quotation mark before the name is not closed');
    if (end === this.position + 1) throw new Unreadable('there is no name before the =');
    const quoted = this.advanceTo(end + 1);
    return quoted.slice(1, -1);
  }

  private value(): string {
    this.advance();
    const behindEquals = this.position;
    this.skipWhile(isBlank);
    const quote = this.code;
    // `NAME= # comment` has no value; without the space the # is part of the value.
    if (quote === HASH && this.position > behindEquals) return '';
    if (quote === SINGLE) return decodeEscapes(this.quoted(quote), /\\[\\']/g);
    if (quote === DOUBLE) return decodeEscapes(this.quoted(quote), /\\[\\'"abfnrtv]/g);
    const start = this.position;
    this.skipWhile((code) => !isLineEnd(code));
    return withoutComment(this.text.slice(start, this.position));
  }

  /** Reads to the next unescaped quotation mark. */
  private quoted(quote: number): string {
    let end = this.position + 1;
    for (let code = this.codeAt(end); code !== quote; code = this.codeAt(end)) {
      if (isEnd(code)) throw new Unreadable('the quotation mark before the value is not closed');
      end += code === BACKSLASH ? 2 : 1;
    }
    return this.advanceTo(end + 1).slice(1, -1);
  }

  /** Accepts a comment or nothing. */
  private endOfStatement(): void {
    this.skipWhile(isBlank);
    if (this.code === HASH) this.skipWhile((code) => !isLineEnd(code));
    if (!this.isDone && !isLineEnd(this.code)) {
      throw new Unreadable('it is not NAME=value, with nothing behind the value but a remark');
    }
    this.skipLine();
  }

  private skipLine(): void {
    this.skipWhile((code) => !isLineEnd(code));
    if (this.code === RETURN) this.advance();
    if (this.code === NEWLINE) this.advance();
  }
}

/**
 * Parses a `.env` file like python-dotenv, whose files must stay valid: quotes with their escapes, `export`,
 * multi-line values, comments only after white space. `${NAME}` is unchanged: see `expandVariables`.
 */
export function parseDotenv(text: string): Parsed {
  const reader = new DotenvReader(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const statements: Statement[] = [];
  while (!reader.isDone) {
    const statement = reader.next();
    if (statement) statements.push(statement);
  }
  return { statements, steps: reader.steps };
}
