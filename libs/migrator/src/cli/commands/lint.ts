import { EXIT, wrongUse } from '../../errors.js';
import { readFolder, type Migration } from '../../files/discover.js';
import { emptySides } from '../../files/empty.js';
import type { Problem } from '../../files/problem.js';
import { parseScript } from '../../files/script.js';
import { lintScript } from '../../lint/lint-script.js';
import { isEnough } from '../../release/demand.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { count } from '../with-target.js';
import { versionOf } from '../../run/extent.js';

/** A file that would shut out the very release that carries it. */
function tooLate({ up, version }: Migration, release: string | undefined): Problem[] {
  const { leastRelease } = parseScript(up.path, up.sql).directives;
  if (leastRelease === null || release === undefined || isEnough(release, leastRelease)) return [];
  const message = `${up.path} needs release ${leastRelease} or later, and this is ${release}: it could not start any more`;
  return [{ kind: 'release', file: up.path, version, message }];
}

export const lint: CommandSpec = {
  name: 'lint',
  summary: 'find dangerous statements, unpaired and empty files; needs no database',
  details:
    'Rules: drop, rewrite, not-null, index, constraint, rename, least-release. A comment `-- gatehouse:allow drop` in the file silences one; `-- gatehouse:least-release 1.4.0` answers for what is dropped or renamed.',
  argument: { name: 'since', description: 'only files newer than this version' },
  argumentIsOptional: true,
  options: [OPTIONS.json],
  async run(context, { positional }) {
    const since = positional[0] === undefined ? '' : versionOf(positional[0]);
    if (since === null) throw wrongUse('The version must be fourteen digits.');
    const folder = await readFolder(context.dir);
    const { migrations } = folder;
    const looked = migrations.filter(({ version }) => version > since);
    const late = looked.flatMap((migration) => tooLate(migration, context.release));
    const problems = [...folder.problems, ...looked.flatMap(emptySides), ...late];
    const findings = looked.flatMap(({ up }) => lintScript(parseScript(up.path, up.sql)));
    const messages = [...problems, ...findings].map(({ message }) => message);
    return {
      exitCode: messages.length > 0 ? EXIT.integrity : EXIT.done,
      text: [...messages, `${count(migrations.length, 'file')}, ${messages.length} to look at.`],
      json: { problems, findings },
    };
  },
};
