import { EXIT } from '../../errors.js';
import { readFolder } from '../../files/discover.js';
import { parseScript } from '../../files/script.js';
import { lintScript } from '../../lint/lint-script.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { count } from '../with-target.js';
import { versionOf } from '../../run/extent.js';
import { wrongUse } from '../../errors.js';

export const lint: CommandSpec = {
  name: 'lint',
  summary: 'find dangerous statements and unpaired files; needs no database',
  details:
    'Rules: drop, rewrite, not-null, index, constraint, rename. A comment `-- gatehouse:allow drop` in the file silences one.',
  argument: { name: 'since', description: 'only files newer than this version' },
  argumentIsOptional: true,
  options: [OPTIONS.json],
  async run(context, { positional }) {
    const since = positional[0] === undefined ? '' : versionOf(positional[0]);
    if (since === null) throw wrongUse('The version must be fourteen digits.');
    const { migrations, problems } = await readFolder(context.dir);
    const findings = migrations
      .filter(({ version }) => version > since)
      .flatMap(({ up }) => lintScript(parseScript(up.path, up.sql)));
    const messages = [...problems, ...findings].map(({ message }) => message);
    return {
      exitCode: messages.length > 0 ? EXIT.integrity : EXIT.done,
      text: [...messages, `${count(migrations.length, 'file')}, ${messages.length} to look at.`],
      json: { problems, findings },
    };
  },
};
