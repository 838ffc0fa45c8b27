import { wrongUse } from '../errors.js';
import type { Problem } from '../files/problem.js';
import { compareReleases, parseRelease } from './release.js';

/** The least release that can use a schema, and the file that requires it. */
export interface Demand {
  readonly release: string;
  /** The file's name without its extension. */
  readonly name: string;
}

/** A file or row with its required release. */
export interface Demanding {
  readonly name: string;
  readonly leastRelease: string | null;
}

/** Compares releases; an unparsable one was written by a later release and sorts last. */
export function compareReleaseTexts(a: string, b: string): number {
  const [known, other] = [parseRelease(a), parseRelease(b)];
  if (known && other) return compareReleases(known, other);
  return Number(!known) - Number(!other);
}

/** The greatest required release of the applied files; `null` if every release can use the schema. */
export function demandOf(applied: readonly Demanding[]): Demand | null {
  return applied.reduce<Demand | null>((greatest, { name, leastRelease }) => {
    if (leastRelease === null) return greatest;
    if (greatest && compareReleaseTexts(leastRelease, greatest.release) <= 0) return greatest;
    return { name, release: leastRelease };
  }, null);
}

/** Whether a release is at least `least`; an unknown one is not. */
export function isEnough(release: string | null, least: string): boolean {
  const [own, needed] = [parseRelease(release ?? ''), parseRelease(least)];
  return own !== null && needed !== null && compareReleases(own, needed) >= 0;
}

/** @throws MigratorError (USAGE) for an invalid release */
export function assertReadable(release: string | undefined): void {
  if (release === undefined || parseRelease(release)) return;
  throw wrongUse(`The release must be like 1.4.0 or 2.0.0-rc.1, not "${release}".`);
}

/** Why a release must not use a database; `null` if it can, or if the release is unknown. */
export function releaseProblem(demand: Demand | null, release: string | undefined): Problem | null {
  if (!demand || release === undefined || isEnough(release, demand.release)) return null;
  return {
    kind: 'release',
    file: `${demand.name}.sql`,
    version: null,
    message: `The database needs release ${demand.release} or later since ${demand.name} was applied; this is ${release}`,
  };
}
