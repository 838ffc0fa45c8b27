import { finish, type Steps } from './steps.js';
import { tokens, UnterminatedError, type Token } from './tokens.js';

/** One statement of a script, without its semicolon and without the comments before it. */
export interface Statement {
  readonly text: string;
  /** Offset of its first character in the script. */
  readonly start: number;
  /** The beginning of its shape, enough to identify the kind of statement. */
  readonly head: string;
}

/** Inspects a script while it is parsed; an error that it throws stops parsing at that point. */
export interface Inspector {
  /** @param statementStart start of the token's statement; -1 between statements */
  seeToken(token: Token, text: string, statementStart: number): void;
  seeStatement(statement: Statement): void;
}

const HEAD_TOKENS = 12;
const TOKENS_PER_STEP = 1_000;

const shapeOfToken = ({ kind }: Token, text: string): string => {
  if (kind === 'string') return "''";
  return kind === 'word' ? text.toUpperCase() : text;
};

/** Open parentheses and blocks, inside which a semicolon does not end the statement. */
class Nesting {
  private parentheses = 0;
  private blocks = 0;
  private readonly firstWords: string[] = [];
  private lastWord = '';
  /** Whether the next word is a name: after `AS` and after a dot. */
  private expectsName = false;
  private opened = 0;

  get isOpen(): boolean {
    return this.parentheses > 0 || this.blocks > 0;
  }

  see(token: Token, text: string): void {
    if (token.kind === 'symbol') this.seeSymbol(text, token.start);
    if (token.kind === 'word') this.seeWord(text.toUpperCase(), token.start);
    this.expectsName = text === '.' || (text.length === 2 && text.toUpperCase() === 'AS');
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

  /** The body of an SQL-standard routine contains semicolons: `BEGIN ATOMIC … END` (CASE has an END, too). */
  private seeWord(word: string, start: number): void {
    if (this.blocks > 0) {
      this.seeBlock(word);
    } else if (word === 'ATOMIC' && this.isRoutine() && this.lastWord === 'BEGIN') {
      this.blocks = 1;
      this.opened = start;
    }
    if (this.firstWords.length < 4) this.firstWords.push(word);
    this.lastWord = word;
  }

  private seeBlock(word: string): void {
    if (this.expectsName) return;
    if (word === 'CASE' || word === 'BEGIN') this.blocks += 1;
    if (word === 'END') this.blocks -= 1;
  }

  private isRoutine(): boolean {
    const [first, second, , fourth] = this.firstWords;
    const kind = second === 'OR' ? fourth : second;
    return first === 'CREATE' && (kind === 'FUNCTION' || kind === 'PROCEDURE');
  }
}

/** Assembles statements from tokens. */
class Splitter {
  readonly statements: Statement[] = [];
  private nesting = new Nesting();
  private head: string[] = [];
  private start = -1;
  private end = -1;

  constructor(
    private readonly sql: string,
    private readonly inspector: Inspector | undefined,
  ) {}

  take(token: Token): void {
    const text = this.sql.slice(token.start, token.end);
    const isComment = token.kind === 'comment';
    const endsStatement = token.kind === 'symbol' && text === ';' && !this.nesting.isOpen;
    if (!isComment && !endsStatement && this.start < 0) this.start = token.start;
    this.inspector?.seeToken(token, text, this.start);
    if (endsStatement) this.finish();
    else if (!isComment) this.add(token, text);
  }

  close(): Statement[] {
    this.nesting.assertClosed();
    this.finish();
    return this.statements;
  }

  private add(token: Token, text: string): void {
    this.end = token.end;
    this.nesting.see(token, text);
    if (this.head.length < HEAD_TOKENS) this.head.push(shapeOfToken(token, text));
  }

  private finish(): void {
    const { start, end, head } = this;
    this.start = -1;
    this.head = [];
    this.nesting = new Nesting();
    if (start < 0) return;
    const statement = { text: this.sql.slice(start, end), start, head: head.join(' ') };
    this.inspector?.seeStatement(statement);
    this.statements.push(statement);
  }
}

/**
 * Splits a script at the semicolons that end statements: not those in quotes, dollar quotes, comments, parentheses or
 * SQL-standard routine bodies. One pass in linear time.
 * @throws UnterminatedError, and the errors of the inspector
 */
export function* splitSteps(sql: string, inspector?: Inspector): Steps<Statement[]> {
  const splitter = new Splitter(sql, inspector);
  let count = 0;
  for (const token of tokens(sql)) {
    splitter.take(token);
    count += 1;
    if (count % TOKENS_PER_STEP === 0) yield;
  }
  return splitter.close();
}

/** Splits a script synchronously. */
export const splitStatements = (sql: string): Statement[] => finish(splitSteps(sql));
