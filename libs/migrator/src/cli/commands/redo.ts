import { EXIT, wrongUse } from '../../errors.js';
import { migrateRedo } from '../../run/redo.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { count, withTarget } from '../with-target.js';

export const redo: CommandSpec = {
  name: 'redo',
  summary: 'revert the newest file, or --steps of them, and apply them again',
  details:
    'With NODE_ENV=production it requires --yes: the data of the files is lost, and running servers cannot serve meanwhile.',
  options: [OPTIONS.steps, OPTIONS.yes, OPTIONS.wait, OPTIONS.lockTimeout, OPTIONS.json],
  run(context, input) {
    return withTarget(context, input, 'redo', async (options) => {
      const { steps, yes } = input.options;
      if (context.production && !yes) {
        throw wrongUse('`redo` deletes the data of the files; in production it requires --yes.');
      }
      const result = await migrateRedo({ ...options, ...(steps !== undefined && { steps }) });
      const text =
        result.applied.length > 0
          ? `${count(result.applied.length, 'file')} reverted and applied again.`
          : 'Nothing to redo.';
      return { exitCode: EXIT.done, text: [text], json: { ...result } };
    });
  },
};
