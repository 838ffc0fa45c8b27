import { EXIT, type ExitCode } from '../../errors.js';
import { migrationStatus, type MigrationStatus } from '../../run/status.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { withTarget } from '../with-target.js';

function exitCodeOf({ problems, pending }: MigrationStatus, wantsExitCode: boolean): ExitCode {
  if (problems.length > 0) return EXIT.integrity;
  return wantsExitCode && pending.length > 0 ? EXIT.pending : EXIT.done;
}

function textOf({ applied, pending, problems, leastRelease }: MigrationStatus): string[] {
  return [
    ...applied.map(({ name, appliedAt }) => `applied  ${name}  ${appliedAt}`),
    ...pending.map((name) => `pending  ${name}`),
    ...(leastRelease
      ? [`needs    release ${leastRelease.release} or later  ${leastRelease.name}`]
      : []),
    ...problems.map(({ message }) => `problem  ${message}`),
    `${applied.length} applied, ${pending.length} pending${problems.length > 0 ? `, ${problems.length} wrong` : ''}.`,
  ];
}

export const status: CommandSpec = {
  name: 'status',
  summary: 'show applied and pending files, and problems',
  options: [OPTIONS.exitCode, OPTIONS.json],
  run(context, input) {
    return withTarget(context, input, 'status', async (options) => {
      const found = await migrationStatus(options);
      const exitCode = exitCodeOf(found, input.options.exitCode ?? false);
      return { exitCode, text: textOf(found), json: { ...found } };
    });
  },
};
