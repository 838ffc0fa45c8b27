/** Shorter names resemble too many others. */
const MIN_LENGTH = 6;
const MAX_LENGTH = 64;

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Mn}\p{Zs}\u2800]/gu;

/** A name in canonical form: full-width letters as plain ones, in capitals, without invisible characters. */
const plain = (name: string) => name.normalize('NFKC').replace(UNSEEN, '').toUpperCase();

/**
 * 0 for equal words, 1 if one letter is missing, added, changed, or swapped with its neighbour, otherwise 2. Linear
 * time: an environment has hundreds of names, and each is compared with all of ours.
 */
function slipsBetween(a: string, b: string): 0 | 1 | 2 {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return 1;
  const isExchanged = right.length === 2 && left === `${right[1]}${right[0]}`;
  return isExchanged ? 1 : 2;
}

/** One typing error in the whole name, or one in each of two words. */
function isSlipOf(name: string, known: string): boolean {
  if (Math.abs(name.length - known.length) > 2) return false;
  if (slipsBetween(name, known) === 1) return true;
  const words = name.split('_');
  const knownWords = known.split('_');
  if (words.length !== knownWords.length) return false;
  const slips = words.map((word, index) => slipsBetween(word, knownWords[index] as string));
  return !slips.includes(2) && slips.filter((count) => count === 1).length === 2;
}

/** Accepts letters of other scripts in place of similar ones, if at least half of the name is ASCII. */
function isInOtherLetters(name: string, known: string): boolean {
  const letters = [...name];
  if (letters.length !== known.length) return false;
  const foreign = letters.filter((letter) => letter > '\x7f').length;
  if (foreign === 0 || foreign * 2 > letters.length) return false;
  return letters.every((letter, index) => letter > '\x7f' || letter === known[index]);
}

function looksLike(name: string, known: string): boolean {
  if (name === known) return true;
  if (known.length < MIN_LENGTH) return false;
  return isSlipOf(name, known) || isInOtherLetters(name, known);
}

/** The known name that a name was probably meant to be; `null` if it resembles none. */
export function lookAlike(name: string, known: readonly string[]): string | null {
  if (name.length > MAX_LENGTH) return null;
  const whole = plain(name);
  // `"NAME"=`, `//NAME=`, `$env:NAME=`: the name inside characters that are no part of names.
  const inner = whole.split(/[^\p{L}\p{N}_]+/u).filter((form) => form.length >= MIN_LENGTH);
  const forms = [...new Set([whole, ...inner.slice(-2)])];
  return (
    known.find((one) => forms.includes(one)) ??
    known.find((one) => forms.some((form) => looksLike(form, one))) ??
    null
  );
}
