import type { MigratorOptions, RunOptions } from '../options.js';
import type { CommandContext, CommandInput, Outcome } from './command.js';
import { Reporter } from './reporter.js';

type TargetOptions = MigratorOptions & RunOptions;

/** Opens the database, runs the work with the options of the command line, and cleans up. */
export async function withTarget(
  context: CommandContext,
  input: CommandInput,
  name: string,
  work: (options: TargetOptions) => Promise<Outcome>,
): Promise<Outcome> {
  const { wait, lockTimeout, json } = input.options;
  const target = await context.openTarget();
  const reporter = new Reporter(context.terminal, json ?? false);
  try {
    return await work({
      connection: target.connection,
      dir: context.dir,
      applicationName: `${context.program} ${name}`,
      report: reporter.report,
      ...(context.table !== undefined && { table: context.table }),
      ...(context.release !== undefined && { release: context.release }),
      ...(context.serverName !== undefined && { serverName: context.serverName }),
      ...(context.preconditions && { preconditions: context.preconditions }),
      ...(context.signal && { signal: context.signal }),
      ...(wait !== undefined && { waitMs: wait }),
      ...(lockTimeout !== undefined && { lockTimeoutMs: lockTimeout }),
    });
  } finally {
    reporter.stop();
    await target.close?.();
  }
}

/** `1 file`, `2 files`. */
export const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;
