import { integrityError, type MigratorError } from '../errors.js';
import { positionAt } from '../sql/position.js';
import { splitSteps, type Statement } from '../sql/split-statements.js';
import { finish, type Steps } from '../sql/steps.js';
import { UnterminatedError } from '../sql/tokens.js';
import { DirectiveError, type Directives } from './directives.js';
import { Objection, ScriptInspector } from './script-inspector.js';

/** A parsed file that can be run. */
export interface Script {
  /** The path as shown in messages. */
  readonly path: string;
  readonly sql: string;
  readonly statements: readonly Statement[];
  readonly directives: Directives;
}

const CUT_OFF = 'It is opened there and the file ends before it is closed. Was the file cut off?';

function refusalOf(path: string, sql: string, error: unknown): unknown {
  if (error instanceof UnterminatedError) return refuse(path, sql, error, CUT_OFF);
  if (error instanceof DirectiveError) return refuse(path, sql, error);
  return error instanceof Objection ? refuse(path, sql, error, error.hint) : error;
}

function refuse(
  path: string,
  sql: string,
  { offset, message }: { readonly offset: number; readonly message: string },
  hint?: string,
): MigratorError {
  const { line, column } = positionAt(sql, offset);
  return integrityError(`${path}:${line}:${column}: ${message}`, {
    ...(hint !== undefined && { hint }),
    details: { file: path, line, column },
  });
}

/**
 * Parses a file and refuses what could be applied only in part.
 * @throws MigratorError (INTEGRITY), with file, line and column
 */
export function* scriptSteps(path: string, sql: string): Steps<Script> {
  const inspector = new ScriptInspector();
  try {
    const statements = yield* splitSteps(sql, inspector);
    return { path, sql, statements, directives: inspector.directives };
  } catch (error) {
    throw refusalOf(path, sql, error);
  }
}

/** Parses a file synchronously. */
export const parseScript = (path: string, sql: string): Script => finish(scriptSteps(path, sql));
