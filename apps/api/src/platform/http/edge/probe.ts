import { deriveKey, equalsConstantTime, hmacSha256 } from '#libs/kernel';
import type { GatehouseRequest } from './request-context.js';

/** Header with the operator's proof. */
export const PROBE_HEADER = 'x-gatehouse-probe';

const FRESH_MS = 60_000;
const PROOF = /^(\d{1,16})\.([\w-]{43})$/;

/** What the server sees of a request. */
export interface Seen {
  /** The address that it takes for the client's. */
  readonly address: string;
  /** The address at the other end of the connection. */
  readonly peer: string;
  /** The source port of the connection; the caller can tell by it whether a proxy is in between. */
  readonly peer_port: number;
  /** `X-Forwarded-For` as received. */
  readonly forwarded_for: string | null;
}

const digest = (secretKey: string, time: string): Buffer =>
  hmacSha256(deriveKey(secretKey, 'operator-probe'), time);

/** Makes a proof, valid for one minute, that the caller knows the server's secret key; it does not reveal the key. */
export function signProbe(secretKey: string, nowMs: number): string {
  return `${nowMs}.${digest(secretKey, String(nowMs)).toString('base64url')}`;
}

/** For the operator only; `null` for a request without a valid proof. */
export function seenBy(
  request: GatehouseRequest,
  secretKey: string | undefined,
  nowMs: number,
): Seen | null {
  const { [PROBE_HEADER]: proof, 'x-forwarded-for': forwarded } = request.headers;
  if (secretKey === undefined || typeof proof !== 'string') return null;
  if (!isProven(proof, secretKey, nowMs)) return null;
  return {
    address: request.client?.ip ?? '',
    peer: request.raw.socket.remoteAddress ?? '',
    peer_port: request.raw.socket.remotePort ?? 0,
    forwarded_for: typeof forwarded === 'string' ? forwarded : null,
  };
}

function isProven(text: string, secretKey: string, nowMs: number): boolean {
  const [, time = '', proof = ''] = PROOF.exec(text) ?? [];
  const isFresh = time !== '' && Math.abs(nowMs - Number(time)) <= FRESH_MS;
  return isFresh && equalsConstantTime(digest(secretKey, time), Buffer.from(proof, 'base64url'));
}
