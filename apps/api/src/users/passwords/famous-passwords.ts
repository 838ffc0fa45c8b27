import { isListed } from './common-passwords.js';

/** No list of passwords in use has longer ones of these kinds; what is longer is somebody's own idea. */
const MAX_LENGTH = 32;
const MAX_BLOCK = 4;

/** What fingers run along: digits, the alphabet, and the rows of the usual keyboards. */
const ROWS = [
  '0123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'asdfghjkl',
];

/** Each row goes on from its beginning: `78901234`. */
const TRACKS = ROWS.map((row) => row.repeat(Math.ceil(MAX_LENGTH / row.length) + 1));

/** The words that stand at a door. */
const DOOR_WORD =
  /^(?:admin|administrator|changeme|default|guest|letmein|login|pass|password|root|secret|test|user|welcome)\d{1,4}$/;

const SYMBOLS: Readonly<Record<string, string>> = { '@': 'a', $: 's' };
const DIGITS: Readonly<Record<string, string>> = {
  ...SYMBOLS,
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
};

const isAscii = (text: string): boolean => /^[ -~]+$/.test(text);

/** `88888888`, `12341234`, `123123123`: up to four characters again and again. */
function isRepeated(text: string): boolean {
  const characters = [...text];
  return Array.from({ length: MAX_BLOCK }, (_, index) => index + 1).some((size) =>
    characters.every((character, at) => at < size || character === characters[at - size]),
  );
}

/** `987654321`, `abcdefgh`, `qwertzuiop`. */
function isRun(text: string): boolean {
  const reversed = [...text].reverse().join('');
  return TRACKS.some((track) => track.includes(text) || track.includes(reversed));
}

/** `p@ssword`, and `p4ssw0rd`, whose digits stand for letters as well. */
function isListedInDisguise(text: string): boolean {
  return [SYMBOLS, DIGITS].some((letters) => {
    const plain = text.replaceAll(/[@$013457]/g, (sign) => letters[sign] ?? sign);
    return plain !== text && isListed(plain);
  });
}

/**
 * Passwords that head every list of those in use and that ours leaves out: its makers find repeats, sequences
 * and disguises by rules. This is no strength score: each rule names what many people do choose.
 */
export function isFamousPassword(folded: string): boolean {
  if (folded.length > MAX_LENGTH || !isAscii(folded)) return false;
  return (
    isRepeated(folded) || isRun(folded) || DOOR_WORD.test(folded) || isListedInDisguise(folded)
  );
}
