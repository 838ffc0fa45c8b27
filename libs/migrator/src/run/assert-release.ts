import { locateHistory, readHistory } from '../database/history.js';
import { integrityError } from '../errors.js';
import type { Script } from '../files/script.js';
import type { MigratorOptions } from '../options.js';
import { demandOf, isEnough, releaseProblem } from '../release/release.js';
import { withSession } from './session.js';
import { assertSound } from './state.js';

/**
 * Refuses a database whose schema needs a later release than `options.release`. It reads only the table of applied
 * migrations and changes nothing.
 * @throws MigratorError (INTEGRITY) that names both releases
 */
export async function assertRelease(options: MigratorOptions): Promise<void> {
  await withSession(options, async (session) => {
    const history = await locateHistory(session.client, options.table ?? 'migrations');
    const demand = demandOf(await readHistory(session.client, history));
    const problem = releaseProblem(demand, options.release);
    if (problem) assertSound([problem]);
  });
}

/**
 * The release that runs a file must be able to use the schema afterwards.
 * @throws MigratorError (INTEGRITY)
 */
export function assertUsableAfter(scripts: readonly Script[], release: string | undefined): void {
  for (const { path, directives } of scripts) {
    const { leastRelease } = directives;
    if (release === undefined || leastRelease === null || isEnough(release, leastRelease)) continue;
    throw integrityError(`${path} needs release ${leastRelease} or later; this is ${release}`, {
      hint: 'Nothing was changed. Run it with that release.',
      details: { file: path, needs: leastRelease, release },
    });
  }
}
