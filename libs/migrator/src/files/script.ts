import { integrityError, type MigratorError } from '../errors.js';
import { positionAt } from '../sql/position.js';
import { shapeOf } from '../sql/shape.js';
import { splitStatements, type Statement } from '../sql/split-statements.js';
import { UnterminatedError } from '../sql/tokens.js';
import { DirectiveError, readDirectives, type Directives } from './directives.js';

/** A file that is ready to run. */
export interface Script {
  /** The path as it is shown to people. */
  readonly path: string;
  readonly sql: string;
  readonly statements: readonly Statement[];
  readonly directives: Directives;
}

const TRANSACTION_CONTROL =
  /^(BEGIN|START TRANSACTION|COMMIT|END|ABORT|PREPARE TRANSACTION|ROLLBACK(?! (WORK |TRANSACTION )?TO\b))\b/;
const COPY_FROM_STDIN = /^COPY\b.*\bFROM STDIN\b/;

function refuse(path: string, sql: string, offset: number, message: string): MigratorError {
  const { line, column } = positionAt(sql, offset);
  return integrityError(`${path}:${line}:${column}: ${message}`, {
    details: { file: path, line, column },
  });
}

/** What no file may hold: it would end the migrator's transaction, or is not SQL. */
function objectionTo(statement: Statement): string | null {
  if (statement.text.startsWith('\\')) return 'psql commands cannot be run here';
  const shape = shapeOf(statement.text);
  if (TRANSACTION_CONTROL.test(shape)) {
    return `${shape.split(' ')[0]} is not allowed: each file is one transaction already`;
  }
  return COPY_FROM_STDIN.test(shape) ? 'COPY … FROM STDIN cannot be run here: use INSERT' : null;
}

/**
 * Takes a file apart, and refuses what could only half work.
 * @throws MigratorError (INTEGRITY), with file, line and column
 */
export function parseScript(path: string, sql: string): Script {
  try {
    const script = { path, sql, statements: splitStatements(sql), directives: readDirectives(sql) };
    for (const statement of script.statements) {
      const objection = objectionTo(statement);
      if (objection) throw refuse(path, sql, statement.start, objection);
    }
    const second = script.statements[1];
    if (script.directives.noTransaction && second) {
      const message =
        'a file without a transaction may have one statement only, so that none is left half done';
      throw refuse(path, sql, second.start, message);
    }
    return script;
  } catch (error) {
    if (error instanceof UnterminatedError || error instanceof DirectiveError) {
      throw refuse(path, sql, error.offset, error.message);
    }
    throw error;
  }
}
