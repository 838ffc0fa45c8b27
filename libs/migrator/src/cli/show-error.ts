import { type MigratorError } from '../errors.js';
import { StatementError } from '../run/statement-error.js';
import type { Terminal } from './terminal.js';
import { toJson } from './to-json.js';

function errorText(error: MigratorError): string[] {
  const lines = [`error: ${error.message}`];
  if (error instanceof StatementError) {
    lines.push(...error.failed.statement.split('\n').map((line) => `  | ${line}`));
  }
  if (error.hint) lines.push(`hint: ${error.hint}`);
  if (error.kept.length > 0) lines.push(`kept: ${error.kept.join(', ')}`);
  if (error.reverted.length > 0) {
    lines.push(`reverted, and not applied again: ${error.reverted.join(', ')}`);
  }
  if (error.notDone.length > 0) lines.push(`not done: ${error.notDone.join(', ')}`);
  const isAllAsBefore = error.kept.length === 0 && error.reverted.length === 0;
  if (error instanceof StatementError && isAllAsBefore) lines.push('kept: nothing');
  return lines;
}

function errorJson(error: MigratorError): Record<string, unknown> {
  return {
    success: false,
    code: error.code,
    message: error.message,
    hint: error.hint ?? null,
    ...(toJson(error.details) as object),
    kept: error.kept,
    ...(error.notDone.length > 0 && { not_done: error.notDone }),
    ...(error.reverted.length > 0 && { reverted: error.reverted }),
    exit_code: error.exitCode,
  };
}

/** Prints an error: as lines on standard error, or as one JSON document on standard output. */
export function showError(terminal: Terminal, error: MigratorError, isJson: boolean): void {
  if (isJson) terminal.out(JSON.stringify(errorJson(error)));
  else for (const line of errorText(error)) terminal.err(line);
}
