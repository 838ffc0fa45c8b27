import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter is taken for a digit or for another one. A random byte modulo 32 is uniform. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 10;
const GROUP = 5;
const NOT_TYPED = /[\s-]/g;
const WELL_FORMED = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** A new recovery code, as a person is shown it: 50 random bits. */
export function makeRecoveryCode(): string {
  const characters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${characters.slice(0, GROUP).join('')}-${characters.slice(GROUP).join('')}`;
}

/**
 * The one form of a code that a person has typed: without regard to case, spaces and hyphens, and with the letters that look
 * like digits read as these. `null` for what no code can be.
 */
export function canonicalRecoveryCode(typed: string): string | null {
  const code = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(NOT_TYPED, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  return WELL_FORMED.test(code) ? code : null;
}
