import { readIdempotencyKey } from '#libs/access';
import { hmacSha256, newId } from '#libs/kernel';
import type { GatehouseRequest } from '../edge/request-context.js';
import type { KeyUse } from './idempotency.store.js';

/** By it callers show a proof that was made for one act. */
const PROOF_HEADER = 'gatehouse-proof';

/** Keys in one order, whatever the client's: the same content is the same body. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value).map(([key, inner]) => [key, canonical(inner)] as const);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Whose key it is: two credentials may use the same one without meeting, also two sessions of one user. What one has
 * made is not shown to the other, which may be older, or somebody else's by now. Who shows a fresh proof has the key
 * together with it: an answer that a proof was needed for is given again to who shows the same one, used up as it is.
 */
function callerOf({ principal, appPrincipal, client }: GatehouseRequest): string[] {
  const proof = client?.proof === undefined ? [] : ['proof', client.proof];
  if (principal) return ['session', principal.sessionId, ...proof];
  if (appPrincipal) return ['token', appPrincipal.tokenId];
  return ['address', client?.ip ?? ''];
}

/** A proof that was shown for the act is part of what the answer is bound to: it can be asked for again by it alone. */
function proofOf({ headers }: GatehouseRequest): string[] {
  const proof = headers[PROOF_HEADER];
  return proof === undefined ? [] : ['proof', [proof].flat().join()];
}

const pathOf = ({ url }: GatehouseRequest) => url.replace(/\?.*$/, '').replace(/(?<=.)\/$/, '');

/**
 * What this request does with its `Idempotency-Key`; `null` without one. Bodies hold passwords, and a plain hash of
 * one could be guessed from: what is kept of it is made with a key that the database does not have.
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
