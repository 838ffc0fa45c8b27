/** Names that are shorter look like too many others. */
const MIN_LENGTH = 6;
const MAX_LENGTH = 64;

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Mn}\p{Zs}\u2800]/gu;

/** A name as it was probably meant: full-width letters as letters, in capitals, without what cannot be seen. */
const plain = (name: string) => name.normalize('NFKC').replace(UNSEEN, '').toUpperCase();

/**
 * 0 for equal words, 1 when one letter was left out, put in, changed, or exchanged with its neighbour, otherwise 2. In
 * the time of one reading: an environment has hundreds of names, and each is held against all of ours.
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

/** One slip in the whole name, or one in each of two words. */
function isSlipOf(name: string, known: string): boolean {
  if (Math.abs(name.length - known.length) > 2) return false;
  if (slipsBetween(name, known) === 1) return true;
  const words = name.split('_');
  const knownWords = known.split('_');
  if (words.length !== knownWords.length) return false;
  const slips = words.map((word, index) => slipsBetween(word, knownWords[index] as string));
  return !slips.includes(2) && slips.filter((count) => count === 1).length === 2;
}

/** Letters of other scripts may stand for those that they look like, as long as half of the name is plain. */
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

/** The name that another one was probably meant to be; `null` when it looks like none of them. */
export function lookAlike(name: string, known: readonly string[]): string | null {
  if (name.length > MAX_LENGTH) return null;
  const whole = plain(name);
  // `"NAME"=`, `//NAME=`, `$env:NAME=`: the name with something around it that is no part of names.
  const inner = whole.split(/[^\p{L}\p{N}_]+/u).filter((form) => form.length >= MIN_LENGTH);
  const forms = [...new Set([whole, ...inner.slice(-2)])];
  return (
    known.find((one) => forms.includes(one)) ??
    known.find((one) => forms.some((form) => looksLike(form, one))) ??
    null
  );
}
