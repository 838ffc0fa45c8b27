import { EXIT, wrongUse } from '../../errors.js';
import type { RunOptions } from '../../options.js';
import { dryRunUp } from '../../run/dry-run.js';
import { assertNoWarnings, migrateUp, type UpResult } from '../../run/up.js';
import type { CommandSpec, Outcome } from '../command.js';
import { OPTIONS, type Options } from '../option.js';
import { count, withTarget } from '../with-target.js';

const extentOf = ({ steps, to }: Options) => ({
  ...(steps !== undefined && { steps }),
  ...(to !== undefined && { to }),
});

async function dryRun(options: RunOptions, flags: Options): Promise<Outcome> {
  const { names, sql, warnings } = await dryRunUp({ ...options, ...extentOf(flags) });
  if (flags.strict) assertNoWarnings(warnings);
  for (const message of warnings) options.report?.({ kind: 'warning', message });
  return {
    exitCode: EXIT.done,
    text: names.length > 0 ? [sql.trimEnd()] : ['-- nothing to apply'],
    json: { dryRun: true, wouldApply: names, sql, warnings },
  };
}

function requireYes(warnings: readonly string[]): never {
  throw wrongUse(`${warnings.join('\n')}\nIn production this requires --yes; nothing was changed.`);
}

function summary({ applied, pending }: UpResult): string {
  const rest = pending.length > 0 ? `; ${pending.length} still pending` : '';
  if (applied.length > 0) return `${count(applied.length, 'file')} applied${rest}.`;
  return pending.length > 0
    ? `Nothing to apply${rest}.`
    : 'Nothing to apply: all files are applied.';
}

export const up: CommandSpec = {
  name: 'up',
  summary: 'apply pending files, each in a transaction of its own',
  details:
    'Warns of connected servers that are too old for a file; with NODE_ENV=production it then requires --yes.',
  options: [
    OPTIONS.steps,
    OPTIONS.to,
    OPTIONS.dryRun,
    OPTIONS.strict,
    OPTIONS.yes,
    OPTIONS.wait,
    OPTIONS.lockTimeout,
    OPTIONS.json,
  ],
  run(context, input) {
    return withTarget(context, input, 'up', async (options) => {
      const flags = input.options;
      if (flags.dryRun) return dryRun(options, flags);
      const strict = flags.strict ?? false;
      const result = await migrateUp({
        ...options,
        ...extentOf(flags),
        strict,
        ...(context.production && !flags.yes && { onOlderServers: requireYes }),
      });
      return { exitCode: EXIT.done, text: [summary(result)], json: { ...result } };
    });
  },
};
