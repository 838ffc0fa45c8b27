import { readIdempotencyKey } from '#libs/access';
import { hmacSha256, newId } from '#libs/kernel';
import type { GatehouseRequest } from '../edge/request-context.js';
import type { KeyUse } from './idempotency.store.js';

/** Header with the caller's fresh proof. */
const PROOF_HEADER = 'gatehouse-proof';

/** Sorts object keys, so that bodies with the same content are equal. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value).map(([key, inner]) => [key, canonical(inner)] as const);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * The caller that the key belongs to. Two credentials, also two sessions of one user, may use the same key
 * independently: the answer for one must not be shown to the other, which may be older or no longer belong to the same
 * user. A fresh proof is part of the caller: an answer that required a proof is repeated only to a caller that
 * presents the same proof, although it is already consumed.
 */
function callerOf({ principal, appPrincipal, client }: GatehouseRequest): string[] {
  const proof = client?.proof === undefined ? [] : ['proof', client.proof];
  if (principal) return ['session', principal.sessionId, ...proof];
  if (appPrincipal) return ['token', appPrincipal.tokenId];
  return ['address', client?.ip ?? ''];
}

/**
 * A proof presented for the act is part of the key's identity, so the answer can be repeated only with the same proof.
 */
function proofOf({ headers }: GatehouseRequest): string[] {
  const proof = headers[PROOF_HEADER];
  return proof === undefined ? [] : ['proof', [proof].flat().join()];
}

const pathOf = ({ url }: GatehouseRequest) => url.replace(/\?.*$/, '').replace(/(?<=.)\/$/, '');

/**
 * The use of this request's `Idempotency-Key`; `null` without one. Bodies contain passwords, and a plain hash would
 * allow guessing: the hash is keyed with a key that is not in the database.
 * @throws AppError `VALIDATION_FAILED`
 */
export function keyUseOf(request: GatehouseRequest, macKey: Buffer): KeyUse | null {
  const key = readIdempotencyKey(request.headers['idempotency-key']);
  if (key === null) return null;
  const place = [...callerOf(request), ...proofOf(request), request.method, pathOf(request), key];
  const content = [canonical(request.query), canonical(request.body ?? {})];
  return {
    id: hmacSha256(macKey, JSON.stringify(place)),
    bodyHash: hmacSha256(macKey, JSON.stringify(content)),
    claim: newId(),
  };
}
