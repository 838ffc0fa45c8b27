import type { Inspector, Statement } from '../sql/split-statements.js';
import type { Token } from '../sql/tokens.js';
import { DirectiveReader, type Directives } from './directives.js';

/** Raised if a script cannot be run here; `offset` is the position. */
export class Objection extends Error {
  override name = 'Objection';

  constructor(
    message: string,
    readonly offset: number,
    readonly hint?: string,
  ) {
    super(message);
  }
}

const TRANSACTION_CONTROL =
  /^(BEGIN|START TRANSACTION|COMMIT|END|ABORT|PREPARE TRANSACTION|ROLLBACK(?! (WORK |TRANSACTION )?TO\b))\b/;

/** Statements about the server, not this database, which PostgreSQL never runs in a transaction. */
const OUTSIDE_OF_TRANSACTIONS = /^(?:(?:CREATE|DROP) (?:DATABASE|TABLESPACE)|ALTER SYSTEM)(?: |$)/;

/** `DISCARD ALL` would release the lock of the run. */
const NEVER = /^DISCARD ALL(?: |$)/;

const STRINGS_SET = /^SET (?:SESSION |LOCAL )?STANDARD_CONFORMING_STRINGS\b/;
const STRINGS_ON = /\b(?:on|true|yes|1)'?\s*$/i;
const STRINGS_CONFIG = /\bSTANDARD_CONFORMING_STRINGS\b/i;

const NO_TRANSACTION_HINT =
  'Make `-- gatehouse:no-transaction` the first line of a file of its own.';

/** Refuses, while reading, what is not SQL or would end the transaction of the file; collects the directives. */
export class ScriptInspector implements Inspector {
  private readonly reader = new DirectiveReader();
  private count = 0;
  private current = -1;
  private firstWord = '';
  private lastWord = '';
  private hasPlainStrings = true;

  get directives(): Directives {
    return this.reader.directives;
  }

  seeToken(token: Token, text: string, statementStart: number): void {
    this.reader.seeToken(token, text);
    if (token.kind === 'comment') return;
    if (statementStart !== this.current) this.begin(statementStart);
    if (token.kind === 'word') this.seeWord(text, token.start);
    if (token.kind === 'string') this.seeString(text, token.start);
    if (token.kind === 'symbol' && text === '\\') throw psqlCommand(token.start);
  }

  seeStatement({ text, start, head }: Statement): void {
    this.count += 1;
    this.assertNoTransactionControl(head, start);
    this.assertFitsTransaction(head, start);
    if (STRINGS_SET.test(head)) this.hasPlainStrings = STRINGS_ON.test(text);
    if (/\bSET_CONFIG\b/.test(head) && STRINGS_CONFIG.test(text)) this.hasPlainStrings = false;
  }

  private begin(statementStart: number): void {
    this.current = statementStart;
    this.firstWord = this.lastWord = '';
  }

  private seeWord(text: string, offset: number): void {
    const word = text.toUpperCase();
    // Data follows, in which quotes have no meaning.
    if (word === 'STDIN' && this.lastWord === 'FROM' && this.firstWord === 'COPY') {
      throw new Objection(
        'COPY … FROM STDIN cannot be run here: use INSERT',
        this.current,
        'With pg_dump, --inserts or --rows-per-insert=1000 writes INSERT.',
      );
    }
    if (text.includes('\uFEFF')) {
      throw new Objection(
        'a byte-order mark stands in the middle of the file: delete it',
        offset + text.indexOf('\uFEFF'),
      );
    }
    this.firstWord ||= word;
    this.lastWord = word;
  }

  private seeString(text: string, offset: number): void {
    if (this.hasPlainStrings || !text.startsWith("'") || !text.includes('\\')) return;
    throw new Objection(
      "a backslash in '…' means something else where standard_conforming_strings is off: write E'…'",
      offset,
    );
  }

  private assertNoTransactionControl(head: string, start: number): void {
    if (!TRANSACTION_CONTROL.test(head)) return;
    const word = head.split(' ')[0] ?? '';
    throw new Objection(`${word} is not allowed: each file is one transaction already`, start);
  }

  private assertFitsTransaction(head: string, start: number): void {
    const what = head.split(' ').slice(0, 2).join(' ');
    if (NEVER.test(head)) {
      throw new Objection(`${what} is not allowed: it gives up the lock of the run`, start);
    }
    if (!this.directives.noTransaction) {
      if (!OUTSIDE_OF_TRANSACTIONS.test(head)) return;
      throw new Objection(`${what} cannot run inside a transaction`, start, NO_TRANSACTION_HINT);
    }
    if (this.count < 2) return;
    throw new Objection(
      'a file without a transaction may have one statement only, so that none is left half done',
      start,
    );
  }
}

const psqlCommand = (offset: number): Objection =>
  new Objection(
    'psql commands cannot be run here',
    offset,
    'A line that begins with a backslash is for psql alone: write SQL. From a dump, delete such lines (\\restrict, \\connect).',
  );
