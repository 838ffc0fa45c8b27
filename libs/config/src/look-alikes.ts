/** Names that are shorter look like too many others. */
const MIN_LENGTH = 6;
const MAX_LENGTH = 64;

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Mn}\p{Zs}\u2800]/gu;

/** A name as it was probably meant: full-width letters as letters, in capitals, without what cannot be seen. */
const plain = (name: string) => name.normalize('NFKC').replace(UNSEEN, '').toUpperCase();

/** How many letters were left out, put in, changed, or exchanged with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_none, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isExchanged =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
        isExchanged ? beforeLast[column - 2]! + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length]!;
}

/** One slip in the whole name, or one in each of two words. */
function isSlipOf(name: string, known: string): boolean {
  if (Math.abs(name.length - known.length) > 2) return false;
  if (distance(name, known) === 1) return true;
  const words = name.split('_');
  const knownWords = known.split('_');
  if (words.length !== knownWords.length) return false;
  const slips = words.map((word, index) => distance(word, knownWords[index] as string));
  return slips.every((count) => count <= 1) && slips.reduce((sum, count) => sum + count, 0) === 2;
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
  const forms = [whole, ...inner.slice(-2)];
  return (
    known.find((one) => forms.includes(one)) ??
    known.find((one) => forms.some((form) => looksLike(form, one))) ??
    null
  );
}
