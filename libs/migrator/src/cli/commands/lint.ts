import { EXIT, wrongUse } from '../../errors.js';
import { readFolder } from '../../files/discover.js';
import { preparePairs, type Prepared } from '../../files/prepare.js';
import type { Problem } from '../../files/problem.js';
import { lintSteps, type Finding } from '../../lint/lint-script.js';
import { isEnough } from '../../release/release.js';
import { orInterrupted } from '../../run/session.js';
import { finishInSlices } from '../../sql/steps.js';
import type { CommandContext, CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { count } from '../with-target.js';
import { versionOf } from '../../run/plan.js';

/** The problem of a file that the release which contains it could not use. */
function tooLate({ up, migration }: Prepared, release: string | undefined): Problem[] {
  const { leastRelease } = up.directives;
  if (leastRelease === null || release === undefined || isEnough(release, leastRelease)) return [];
  const message = `${up.path} needs release ${leastRelease} or later, and this is ${release}: it could not start any more`;
  return [{ kind: 'release', file: up.path, version: migration.version, message }];
}

async function findingsOf(pairs: readonly Prepared[], signal: AbortSignal | undefined) {
  const findings: Finding[] = [];
  for (const { up } of pairs) {
    for (const finding of await finishInSlices(lintSteps(up), signal)) findings.push(finding);
  }
  return findings;
}

async function look({ dir, signal, release }: CommandContext, since: string) {
  const folder = await readFolder(dir, signal);
  const looked = folder.migrations.filter(({ version }) => version > since);
  const { prepared, problems } = await preparePairs(looked, signal);
  const late = prepared.flatMap((pair) => tooLate(pair, release));
  return {
    count: folder.migrations.length,
    problems: [...folder.problems, ...problems, ...late],
    findings: await findingsOf(prepared, signal),
  };
}

export const lint: CommandSpec = {
  name: 'lint',
  summary: 'find dangerous statements, unpaired, empty and unreadable files; needs no database',
  details:
    'Rules: drop, rewrite, not-null, index, constraint, rename, least-release. A comment `-- gatehouse:allow drop` in the file silences one; `-- gatehouse:least-release 1.4.0` answers for what is dropped or renamed.',
  argument: { name: 'since', description: 'only files newer than this version' },
  argumentIsOptional: true,
  options: [OPTIONS.json],
  async run(context, { positional }) {
    const since = positional[0] === undefined ? '' : versionOf(positional[0]);
    if (since === null) throw wrongUse('The version must be fourteen digits.');
    const { signal } = context;
    const {
      problems,
      findings,
      count: files,
    } = await look(context, since).catch((error: unknown) => {
      throw orInterrupted(error, signal);
    });
    const messages = [...problems, ...findings].map(({ message }) => message);
    return {
      exitCode: messages.length > 0 ? EXIT.integrity : EXIT.done,
      text: [...messages, `${count(files, 'file')}, ${messages.length} to look at.`],
      json: { problems, findings },
    };
  },
};
