import { MigratorError, EXIT, type ExitCode } from '../errors.js';
import type { CommandContext, CommandInput, CommandSpec } from './command.js';
import { showError } from './show-error.js';
import { usageOf } from './usage.js';
import { toJson } from './to-json.js';

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
