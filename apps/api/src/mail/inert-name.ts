/**
 * Letters of any script with their marks and joiners, digits, and the punctuation of names. No dot before a letter,
 * which a mail program would turn into a link. Each alternative matches one character: matching takes linear time.
 */
const NAME = /^\p{L}(?:[\p{L}\p{M}\p{Nd} '’ʼ·&,-]|\u200c|\u200d|\.(?= |$|-))*$/u;
const LONGEST_NAME = 60;
const MOST_WORDS = 5;
const MOST_DIGITS = 3;

/**
 * The name for the greeting, or `null`. A caller who registers the address of another person chooses the name in the
 * mail to that person. Therefore text is used only if it can be nothing but a name: it contains no markup, no address
 * that a mail program would turn into a link, no line break and no message.
 */
export function inertName(name: string | null | undefined): string | null {
  const plain = (name ?? '').normalize('NFC').replace(/ +/g, ' ').trim();
  if (plain.length > LONGEST_NAME || !NAME.test(plain)) return null;
  const digits = plain.match(/\p{Nd}/gu)?.length ?? 0;
  return plain.split(' ').length > MOST_WORDS || digits > MOST_DIGITS ? null : plain;
}
