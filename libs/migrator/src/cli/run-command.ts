import { EXIT, type ExitCode, MigratorError } from '../errors.js';
import { StatementError } from '../run/statement-error.js';
import type { Terminal } from './terminal.js';
import type { CommandContext, CommandInput, CommandSpec } from './command.js';
import { usageOf } from './usage.js';

/** Converts member names to snake_case, as in all JSON of Gatehouse. */
function toJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      toJson(member),
    ]),
  );
}

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

/** Converts any other error, so that it is one line without a stack. */
function asMigratorError(error: unknown): MigratorError {
  if (error instanceof MigratorError) return error;
  const { message, code } = error as { message?: string; code?: string };
  return new MigratorError('FAILED', message || (code ?? String(error)), { cause: error });
}

function show(spec: CommandSpec, context: CommandContext, input: CommandInput, error: unknown) {
  const known = asMigratorError(error);
  showError(context.terminal, known, input.options.json === true);
  if (known.code === 'USAGE') context.terminal.err(usageOf(context.program, spec));
  return known.exitCode;
}

/** Runs a command, prints its result and returns the exit code; never throws. */
export async function runCommand(
  spec: CommandSpec,
  context: CommandContext,
  input: CommandInput,
): Promise<ExitCode> {
  try {
    const { exitCode, text, json } = await spec.run(context, input);
    if (input.options.json) {
      const success = exitCode === EXIT.done;
      const document = { success, ...(toJson(json) as object), exit_code: exitCode };
      context.terminal.out(JSON.stringify(document));
    } else {
      for (const line of text) context.terminal.out(line);
    }
    return exitCode;
  } catch (error) {
    return show(spec, context, input, error);
  }
}
