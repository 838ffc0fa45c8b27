import { wrongUse } from '../errors.js';
import type { Problem } from '../files/problem.js';

/** A parsed release number (Semantic Versioning 2.0.0); build metadata after a `+` has no precedence. */
export interface Release {
  /** Major, minor, patch: digits without leading zeros. */
  readonly numbers: readonly string[];
  /** Empty for a final release, which follows all of its pre-releases. */
  readonly preRelease: readonly string[];
}

const NUMBER = '(?:0|[1-9]\\d*)';
const IDENTIFIER = `(?:${NUMBER}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const PATTERN = new RegExp(
  `^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);
const DIGITS = /^\d+$/;

/** `null` if the text is no release. */
export function parseRelease(text: string): Release | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, major, minor, patch, preRelease] = match;
  return {
    numbers: [major, minor, patch] as string[],
    preRelease: preRelease === undefined ? [] : preRelease.split('.'),
  };
}

const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** Without leading zeros the longer number is greater, for any number of digits. */
const compareNumbers = (a: string, b: string): number => a.length - b.length || compareTexts(a, b);

/** Section 11.4: numbers by value and before words, words by bytes. */
function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [DIGITS.test(a), DIGITS.test(b)];
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return isNumber ? compareNumbers(a, b) : compareTexts(a, b);
}

function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = compareIdentifiers(a[index] as string, b[index] as string);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Negative if `a` precedes `b`, 0 if they are equal. */
export function compareReleases(a: Release, b: Release): number {
  for (let index = 0; index < a.numbers.length; index += 1) {
    const difference = compareNumbers(a.numbers[index] as string, b.numbers[index] as string);
    if (difference !== 0) return difference;
  }
  return comparePreReleases(a.preRelease, b.preRelease);
}

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
