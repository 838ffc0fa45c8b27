import { crc32 } from 'node:zlib';

const CHECKSUM_LENGTH = 6;
const OURS = /^gh_[0-9A-Za-z]{49}$/;
/** Tokens migrated from the original service; they have no checksum. */
const ORIGINAL = /^[0-9a-f]{64}$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Six characters computed from the rest, so that an invented token is detected without asking the server. */
export function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  while (digits.length < CHECKSUM_LENGTH) {
    digits = (ALPHABET[rest % 62] ?? '') + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Whether a text has the form of an application token; does not ask the server. */
export function isAppToken(text: string): boolean {
  if (!OURS.test(text)) return ORIGINAL.test(text);
  return checksumOf(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** Whether a Bearer token is meant as an application token, valid or not; an access token contains dots. */
export const looksLikeAppToken = (token: string): boolean =>
  token.startsWith('gh_') || ORIGINAL.test(token);

/** `fetch` refuses other characters in a header, with an error that quotes the value. */
const IN_A_HEADER = /^[\x21-\x7e]+$/;

/** Whether a text can be sent as this service's own application token; one with a line end cannot. */
export const isSendable = (token: string): boolean =>
  looksLikeAppToken(token) && IN_A_HEADER.test(token);
