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
