import { EXIT, wrongUse } from '../../errors.js';
import { createMigration } from '../../files/create.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';

export const create: CommandSpec = {
  name: 'create',
  summary: 'make the two empty files of a new migration',
  argument: { name: 'name...', description: 'what it does, e.g. "add avatars"' },
  options: [OPTIONS.json],
  async run(context, { positional }) {
    if (positional.length === 0) throw wrongUse('Give the migration a name.');
    const made = await createMigration(context.dir, positional.join(' '), context.now());
    return {
      exitCode: EXIT.done,
      text: [made.upPath, made.downPath],
      json: { version: made.version, name: made.name, up: made.upPath, down: made.downPath },
    };
  },
};
