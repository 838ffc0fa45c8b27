import { crc32 } from 'node:zlib';

const CHECKSUM_LENGTH = 6;
const OURS = /^gh_[0-9A-Za-z]{49}$/;
/** Tokens of the original service that were moved in; they have no checksum. */
const ORIGINAL = /^[0-9a-f]{64}$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Six characters that follow from the rest, so that a made-up token is told from a real one without asking. */
export function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  while (digits.length < CHECKSUM_LENGTH) {
    digits = (ALPHABET[rest % 62] ?? '') + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Whether a text can be an application token at all; asks nobody. */
export function isAppToken(text: string): boolean {
  if (!OURS.test(text)) return ORIGINAL.test(text);
  return checksumOf(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** Whether a Bearer is meant to be an application token, good or not; an access token has dots. */
export const looksLikeAppToken = (token: string): boolean =>
  token.startsWith('gh_') || ORIGINAL.test(token);

/** What the fetch of the platform would refuse in a header, with a message that quotes it. */
const IN_A_HEADER = /^[\x21-\x7e]+$/;

/** Whether a text may be sent as an application token of one's own; one with a line end around it may not. */
export const isSendable = (token: string): boolean =>
  looksLikeAppToken(token) && IN_A_HEADER.test(token);
