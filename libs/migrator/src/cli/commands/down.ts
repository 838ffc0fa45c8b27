import { EXIT, failed, wrongUse } from '../../errors.js';
import type { Report } from '../../events.js';
import type { Extent, RunOptions } from '../../options.js';
import { migrateDown } from '../../run/down.js';
import { dryRunDown } from '../../run/dry-run.js';
import type { CommandContext, CommandSpec, Outcome } from '../command.js';
import { OPTIONS, type Options } from '../option.js';
import { count, withTarget } from '../with-target.js';

async function dryRun(options: RunOptions, extent: Extent): Promise<Outcome> {
  const { names, sql, warnings } = await dryRunDown({ ...options, ...extent });
  for (const message of warnings) options.report?.({ kind: 'warning', message });
  return {
    exitCode: EXIT.done,
    text: names.length > 0 ? [sql.trimEnd()] : ['-- nothing to revert'],
    json: { dryRun: true, wouldRevert: names, sql, warnings },
  };
}

/** What the operator has confirmed. */
interface Agreement {
  readonly names?: readonly string[];
  /** Warnings that were already shown. */
  readonly warnings: readonly string[];
}

/**
 * Reverting deletes data and removes the schema of running servers, so production requires `--yes`. Elsewhere the
 * operator at a terminal is asked before everything is reverted.
 */
async function agree(
  { production, terminal }: CommandContext,
  options: RunOptions & Extent,
  { yes, json, steps }: Options,
): Promise<Agreement> {
  if (yes) return { warnings: [] };
  if (production)
    throw wrongUse('`down` deletes the data of the files; in production it requires --yes.');
  if (json || !terminal.isInteractive) return { warnings: [] };
  const { names, isAll, warnings } = await dryRunDown(options);
  // One step needs no question, even if it is the only one.
  if (!isAll || (names.length === 1 && steps === 1)) return { names, warnings: [] };
  for (const message of warnings) terminal.err(`warning: ${message}`);
  await ask(terminal, names);
  return { names, warnings };
}

async function ask(terminal: CommandContext['terminal'], names: readonly string[]) {
  terminal.err(`This reverts, in this order:\n${names.map((n) => `  ${n}`).join('\n')}`);
  const isAgreed = await terminal.confirm(
    `Revert ${count(names.length, 'file')} and lose their data?`,
  );
  if (!isAgreed) throw failed('Nothing was reverted');
}

/** Omits warnings that were shown before the question. */
const withoutShown =
  (report: Report | undefined, said: readonly string[]): Report =>
  (event) => {
    if (event.kind !== 'warning' || !said.includes(event.message)) report?.(event);
  };

export const down: CommandSpec = {
  name: 'down',
  summary: 'revert applied files, newest first; without --steps and --to, all of them',
  details:
    'Names the connected servers, which cannot serve meanwhile. When no file would stay applied, it lists the files and asks on a terminal; with NODE_ENV=production it always requires --yes. It reverts nothing while one of the files is empty or declares itself `-- gatehouse:irreversible`.',
  options: [
    OPTIONS.steps,
    OPTIONS.to,
    OPTIONS.dryRun,
    OPTIONS.yes,
    OPTIONS.wait,
    OPTIONS.lockTimeout,
    OPTIONS.json,
  ],
  run(context, input) {
    return withTarget(context, input, 'down', async (options) => {
      const { steps, to } = input.options;
      const extent = { ...(steps !== undefined && { steps }), ...(to !== undefined && { to }) };
      if (input.options.dryRun) return dryRun(options, extent);
      const agreed = await agree(context, { ...options, ...extent }, input.options);
      const result = await migrateDown({
        ...options,
        ...extent,
        report: withoutShown(options.report, agreed.warnings),
        ...(agreed.names && { expected: agreed.names }),
      });
      const text =
        result.reverted.length > 0
          ? `${count(result.reverted.length, 'file')} reverted.`
          : 'Nothing to revert.';
      return { exitCode: EXIT.done, text: [text], json: { ...result } };
    });
  },
};
