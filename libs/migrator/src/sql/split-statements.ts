import { tokens, UnterminatedError, type Token } from './tokens.js';

/** One statement of a script, without its semicolon and without the comments before it. */
export interface Statement {
  readonly text: string;
  /** Offset of its first character in the script. */
  readonly start: number;
}

/** What has to be closed before a semicolon ends the statement. */
class Nesting {
  private parentheses = 0;
  private blocks = 0;
  private readonly firstWords: string[] = [];
  private opened = 0;

  get isOpen(): boolean {
    return this.parentheses > 0 || this.blocks > 0;
  }

  see(token: Token, text: string): void {
    if (token.kind === 'symbol') this.seeSymbol(text, token.start);
    if (token.kind === 'word') this.seeWord(text.toUpperCase(), token.start);
  }

  assertClosed(): void {
    if (this.parentheses > 0) throw new UnterminatedError('parenthesis', this.opened);
    if (this.blocks > 0) throw new UnterminatedError('BEGIN ATOMIC', this.opened);
  }

  private seeSymbol(symbol: string, start: number): void {
    if (symbol === '(') {
      if (this.parentheses === 0) this.opened = start;
      this.parentheses += 1;
    } else if (symbol === ')') {
      this.parentheses = Math.max(0, this.parentheses - 1);
    }
  }

  /** The body of an SQL-standard routine has semicolons: `BEGIN ATOMIC … END` (CASE has an END, too). */
  private seeWord(word: string, start: number): void {
    if (this.blocks > 0) {
      if (word === 'CASE' || word === 'BEGIN') this.blocks += 1;
      if (word === 'END') this.blocks -= 1;
    } else if (word === 'ATOMIC' && this.isRoutine() && this.firstWords.at(-1) === 'BEGIN') {
      this.blocks = 1;
      this.opened = start;
    }
    this.firstWords.push(word);
  }

  private isRoutine(): boolean {
    const [first, second, , fourth] = this.firstWords;
    const kind = second === 'OR' ? fourth : second;
    return first === 'CREATE' && (kind === 'FUNCTION' || kind === 'PROCEDURE');
  }
}

/**
 * Cuts a script at the semicolons that end statements: not those in quotes, dollar quotes, comments,
 * parentheses or SQL-standard routine bodies.
 * @throws UnterminatedError
 */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let nesting = new Nesting();
  let start = -1;
  let end = -1;
  const finish = (): void => {
    if (start >= 0) statements.push({ text: sql.slice(start, end), start });
    start = -1;
    nesting = new Nesting();
  };
  for (const token of tokens(sql)) {
    if (token.kind === 'comment') continue;
    const text = sql.slice(token.start, token.end);
    if (text === ';' && token.kind === 'symbol' && !nesting.isOpen) {
      finish();
      continue;
    }
    if (start < 0) start = token.start;
    end = token.end;
    nesting.see(token, text);
  }
  nesting.assertClosed();
  finish();
  return statements;
}
