import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AppPrincipal } from '#libs/access';
import { equalsConstantTime } from '#libs/kernel';
import type { TokenState } from './app-tokens.store.js';
import { isWithin } from './networks.js';

const PREFIX = 'gh_';
const RANDOM_BYTES = 32;
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SHOWN_LENGTH = 8;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `gh_`, 256 random bits and a checksum, by which a leak scanner recognises a token without a request. */
const OURS = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/** A token of the original service, which an import has stored. */
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

/** Whether a text has the form of an application token; a text without it is refused without a query. */
export function isAppToken(text: string): boolean {
  if (ORIGINAL.test(text)) return true;
  return (
    OURS.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
  );
}

/** The part of a token that is stored and listed, by which its owner recognises it. */
export function shownPrefix(token: string): string {
  return token.slice(0, SHOWN_LENGTH);
}

/** A token that is good. */
export interface GoodToken {
  readonly state: TokenState;
  /** When the value that was shown ends; `null`: never. */
  readonly expiresAt: Date | null;
}

/** The value that is shown, from which address and when. */
export interface ShownToken {
  /** SHA-256 of the value. */
  readonly hash: Buffer;
  /** `null`: the service that was shown the token compares its networks. */
  readonly ip: string | null;
  readonly nowMs: number;
}

/** The token, if it is good: `null` when it is revoked, expired, of an inactive service, or not for this network. */
export function judgeToken(state: TokenState | null, shown: ShownToken): GoodToken | null {
  if (!state?.isActive || !state.serviceIsActive) return null;
  const end = endOf(state, shown.hash);
  if (end === undefined || (end !== null && end.getTime() <= shown.nowMs)) return null;
  return isFrom(state, shown.ip) ? { state, expiresAt: end } : null;
}

/**
 * When this value ends; the previous one ends with its overlap. `null`: never; `undefined` for a value that the token does not
 * have any more.
 */
function endOf(state: TokenState, hash: Buffer): Date | null | undefined {
  const { expiresAt: end, previousHash: previous, previousExpiresAt: overlap } = state;
  if (equalsConstantTime(state.tokenHash, hash)) return end;
  if (!previous || !overlap || !equalsConstantTime(previous, hash)) return undefined;
  return end !== null && end < overlap ? end : overlap;
}

function isFrom({ allowedNetworks: networks }: TokenState, ip: string | null): boolean {
  return networks.length === 0 || ip === null || isWithin(ip, networks);
}

/** The caller that shows a good token. */
export function toPrincipal({ state, expiresAt }: GoodToken): AppPrincipal {
  const { id: tokenId, name: tokenName, serviceId, scopes, allowedNetworks } = state;
  const service = serviceOf(state);
  return { tokenId, tokenName, serviceId, scopes, allowedNetworks, service, expiresAt };
}

const serviceOf = (state: TokenState): AppPrincipal['service'] => ({
  id: state.serviceId,
  name: state.serviceName,
  description: state.serviceDescription,
  isActive: state.serviceIsActive,
  createdAt: state.serviceCreatedAt,
  updatedAt: state.serviceUpdatedAt,
});
