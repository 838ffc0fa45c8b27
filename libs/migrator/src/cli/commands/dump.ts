import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, integrityError } from '../../errors.js';
import { migrateDump } from '../../run/dump.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { withTarget } from '../with-target.js';

async function assertSame(file: string, schema: string): Promise<void> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (kept.replaceAll('\r\n', '\n') === schema) return;
  const [now, before] = [schema.split('\n'), kept.split('\n')];
  const line = now.findIndex((text, index) => text !== before[index]) + 1 || now.length + 1;
  throw integrityError(`${file}:${line} differs from the schema that the files make`, {
    hint: 'Run `migrate dump` and commit the result.',
    details: { file, line },
  });
}

export const dump: CommandSpec = {
  name: 'dump',
  summary: 'write the schema of the database in canonical form, to store and compare',
  options: [OPTIONS.out, OPTIONS.check, OPTIONS.json],
  run(context, input) {
    return withTarget(context, input, 'dump', async (options) => {
      const { out = join(context.dir, 'schema.sql'), check } = input.options;
      const schema = await migrateDump(options);
      if (check) {
        await assertSame(out, schema);
        return { exitCode: EXIT.done, text: [`${out} is current.`], json: { file: out } };
      }
      if (out === '-') return { exitCode: EXIT.done, text: [schema.trimEnd()], json: { schema } };
      await writeFile(out, schema);
      return { exitCode: EXIT.done, text: [`${out} written.`], json: { file: out } };
    });
  },
};
