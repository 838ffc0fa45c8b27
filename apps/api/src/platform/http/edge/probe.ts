import { deriveKey, equalsConstantTime, hmacSha256 } from '#libs/kernel';
import type { GatehouseRequest } from './request-context.js';

/** Carries the operator's proof. */
export const PROBE_HEADER = 'x-gatehouse-probe';

const FRESH_MS = 60_000;
const PROOF = /^(\d{1,16})\.([\w-]{43})$/;

/** What the server sees of a request that comes to it. */
export interface Seen {
  /** Whom it takes for the client. */
  readonly address: string;
  /** Who is at the other end of the connection. */
  readonly peer: string;
  /** The port that the connection came from: who asks can tell by it whether anything stands in between. */
  readonly peer_port: number;
  /** `X-Forwarded-For` as it came. */
  readonly forwarded_for: string | null;
}

const digest = (secretKey: string, time: string): Buffer =>
  hmacSha256(deriveKey(secretKey, 'operator-probe'), time);

/** Proves for a minute that the caller has the server's own secret; reveals nothing about it. */
export function signProbe(secretKey: string, nowMs: number): string {
  return `${nowMs}.${digest(secretKey, String(nowMs)).toString('base64url')}`;
}

/** For the operator alone; `null` for everybody else. */
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
