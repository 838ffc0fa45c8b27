/**
 * Letters of any script with their marks and joiners, digits, and the signs that stand in names. No dot before a
 * letter: it would make a link. One character an alternative, so that no text takes long to refuse.
 */
const NAME = /^\p{L}(?:[\p{L}\p{M}\p{Nd} '’ʼ·&,-]|\u200c|\u200d|\.(?= |$|-))*$/u;
const LONGEST_NAME = 60;
const MOST_WORDS = 5;
const MOST_DIGITS = 3;

/**
 * The name to greet a person by, or `null`. A caller who registers a stranger's address chooses the name that is mailed
 * to that stranger, so only text that cannot be anything but a name is used: no markup, no address that a mail program
 * would turn into a link, no line break, no message.
 */
export function inertName(name: string | null | undefined): string | null {
  const plain = (name ?? '').normalize('NFC').replace(/ +/g, ' ').trim();
  if (plain.length > LONGEST_NAME || !NAME.test(plain)) return null;
  const digits = plain.match(/\p{Nd}/gu)?.length ?? 0;
  return plain.split(' ').length > MOST_WORDS || digits > MOST_DIGITS ? null : plain;
}
