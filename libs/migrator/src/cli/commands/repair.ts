import { EXIT, failed, wrongUse } from '../../errors.js';
import { migrateRepair } from '../../run/repair.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { withTarget } from '../with-target.js';

export const repair: CommandSpec = {
  name: 'repair',
  summary: 'accept a file that was changed, forget one that is missing, or record a pending one',
  details:
    'It changes only the table of applied migrations, never the schema. Without --yes it prints the plan and asks.',
  argument: { name: 'version', description: 'the fourteen digits of the file' },
  options: [OPTIONS.applied, OPTIONS.yes, OPTIONS.wait, OPTIONS.json],
  run(context, input) {
    const [version, ...rest] = input.positional;
    if (version === undefined || rest.length > 0) throw wrongUse('Give the version of one file.');
    return withTarget(context, input, 'repair', async (options) => {
      const request = { ...options, version, applied: input.options.applied ?? false };
      let expected: string | undefined;
      if (!input.options.yes) {
        const { action } = await migrateRepair({ ...request, dryRun: true });
        if (!context.terminal.isInteractive || input.options.json) {
          throw wrongUse(`${action}: this requires --yes.`);
        }
        if (!(await context.terminal.confirm(`${action}. Go on?`))) {
          throw failed('Nothing was changed');
        }
        expected = action;
      }
      const { action } = await migrateRepair({
        ...request,
        ...(expected !== undefined && { expected }),
      });
      return { exitCode: EXIT.done, text: [`Done: ${action}.`], json: { action } };
    });
  },
};
