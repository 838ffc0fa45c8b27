import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'gh_';
const RANDOM_BYTES = 32;
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SHOWN_LENGTH = 8;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `gh_`, 256 random bits, a checksum: so that leak scanners can tell a real one without asking us. */
const OURS = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/** What the original service issued; accepted when it was moved in. */
const ORIGINAL = /^[0-9a-f]{64}$/;

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n)
    text = ALPHABET[Number(rest % 62n)] + text;
  return text;
}

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_LENGTH);
}

/** A new application token. */
export function newAppToken(): string {
  const random = BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`);
  const body = PREFIX + base62(random, RANDOM_LENGTH);
  return body + checksum(body);
}

/** Whether a text can be an application token at all; costs no look-up. */
export function isAppToken(text: string): boolean {
  if (ORIGINAL.test(text)) return true;
  return (
    OURS.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
  );
}

/** What may be shown of a token later on. */
export function shownPrefix(token: string): string {
  return token.slice(0, SHOWN_LENGTH);
}
