import { EXIT, failed, wrongUse } from '../../errors.js';
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

const wantsYes = () => wrongUse('This reverts all migrations; in production it wants --yes.');

const isWithoutExtent = ({ steps, to }: Options) => steps === undefined && to === undefined;

/** By a person at a terminal, or because it is production. */
const isLookedAt = ({ production, terminal }: CommandContext, { yes, json }: Options) =>
  !yes && (production || (terminal.isInteractive && !json));

/**
 * Reverting everything is what nobody wants by mistake, in whatever words it was asked for. Answers what was
 * agreed to, if it was looked at.
 */
async function agreeToAll(
  context: CommandContext,
  options: RunOptions & Extent,
  flags: Options,
): Promise<readonly string[] | undefined> {
  if (!isLookedAt(context, flags)) return undefined;
  if (context.production && isWithoutExtent(flags)) throw wantsYes();
  const { names, isAll } = await dryRunDown(options);
  // One step is never more than it says, though it be the only one.
  if (!isAll || (names.length === 1 && flags.steps === 1)) return names;
  if (context.production) throw wantsYes();
  await ask(context.terminal, names);
  return names;
}

async function ask(terminal: CommandContext['terminal'], names: readonly string[]) {
  terminal.err(`This reverts, in this order:\n${names.map((n) => `  ${n}`).join('\n')}`);
  const isAgreed = await terminal.confirm(
    `Revert ${count(names.length, 'file')} and lose their data?`,
  );
  if (!isAgreed) throw failed('Nothing was reverted');
}

export const down: CommandSpec = {
  name: 'down',
  summary: 'revert applied files, newest first; without --steps and --to, all of them',
  details:
    'When nothing would be left applied, it lists what it would revert and asks, if it runs on a terminal; under NODE_ENV=production it wants --yes.',
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
      const expected = await agreeToAll(context, { ...options, ...extent }, input.options);
      const result = await migrateDown({ ...options, ...extent, ...(expected && { expected }) });
      const text =
        result.reverted.length > 0
          ? `${count(result.reverted.length, 'file')} reverted.`
          : 'Nothing to revert.';
      return { exitCode: EXIT.done, text: [text], json: { ...result } };
    });
  },
};
