import { EXIT, wrongUse } from '../../errors.js';
import { migrateRedo } from '../../run/redo.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { count, withTarget } from '../with-target.js';

export const redo: CommandSpec = {
  name: 'redo',
  summary: 'revert the newest file, or --steps of them, and apply them again',
  details:
    'Under NODE_ENV=production it wants --yes: what the files hold is lost, and servers that run cannot serve meanwhile.',
  options: [OPTIONS.steps, OPTIONS.yes, OPTIONS.wait, OPTIONS.lockTimeout, OPTIONS.json],
  run(context, input) {
    return withTarget(context, input, 'redo', async (options) => {
      const { steps, yes } = input.options;
      if (context.production && !yes) {
        throw wrongUse('`redo` loses what the files hold; in production it wants --yes.');
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
