import { MigratorError } from '../errors.js';
import type { Script } from '../files/script.js';
import { offsetOfCharacter, positionAt } from '../sql/position.js';
import type { Statement } from '../sql/split-statements.js';

/** The shown parts of a PostgreSQL error. */
export interface DatabaseError {
  readonly message: string;
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly where?: string;
  /** The character position in the statement, from 1. */
  readonly position?: string;
}

const MAX_SHOWN = 600;

/** The facts of a failed statement. */
export interface FailedStatement {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Its text, truncated if it is long. */
  readonly statement: string;
  readonly sqlstate: string | undefined;
}

/** Raised if PostgreSQL refused a statement: its position, the error, and the files that stay applied. */
export class StatementError extends MigratorError {
  override name = 'StatementError';

  constructor(
    readonly failed: FailedStatement,
    reason: string,
    hint: string | undefined,
    cause: unknown,
  ) {
    super('FAILED', `${failed.file}:${failed.line}:${failed.column}: ${reason}`, {
      ...(hint && { hint }),
      cause,
      details: { ...failed },
    });
  }
}

/** Hints for errors without a hint of PostgreSQL. */
const ADVICE: Readonly<Record<string, string>> = {
  '25001': 'Make `-- gatehouse:no-transaction` the first line of the file.',
  '55P03': 'Another session holds a lock on the table. Try again later, or raise --lock-timeout.',
  '42501': 'This database user may not do that.',
  '55006': 'Another session is using it.',
};

function hintOf(error: DatabaseError, script: Script): string | undefined {
  const already = error.code === '42P07' && script.directives.noTransaction;
  if (already) {
    return 'If an earlier run died between this statement and its record, check the object and run `migrate repair VERSION --applied`.';
  }
  return error.hint ?? ADVICE[error.code ?? ''];
}

/** Locates a PostgreSQL error by file, line and column. */
export function statementError(
  script: Script,
  statement: Statement,
  error: DatabaseError,
): StatementError {
  const inside = error.position ? offsetOfCharacter(statement.text, Number(error.position)) : 0;
  const { line, column } = positionAt(script.sql, statement.start + inside);
  const detail = error.detail ? ` (${error.detail})` : '';
  const sqlstate = error.code ? ` [SQLSTATE ${error.code}]` : '';
  const shown =
    statement.text.length > MAX_SHOWN ? `${statement.text.slice(0, MAX_SHOWN)} …` : statement.text;
  return new StatementError(
    { file: script.path, line, column, statement: shown, sqlstate: error.code },
    `${error.message}${detail}${sqlstate}`,
    hintOf(error, script),
    error,
  );
}
