import { signInKindOf, type RefusedAttempt, type RouteFacts } from '#libs/access';
import type { GatehouseRequest } from '../edge/request-context.js';

/** Codes that refuse a sign-in before its feature reads the request. */
const UNSEEN: ReadonlySet<string> = new Set(['RATE_LIMITED', 'CAPTCHA_REQUIRED']);

/** The audit event of a sign-in that was refused before it was processed; `null` for other requests. */
export function toRefusedAttempt(request: GatehouseRequest): RefusedAttempt | null {
  const { refusal, client } = request;
  const facts = (request.routeOptions.config ?? {}) as RouteFacts;
  const signsIn = signInKindOf(facts, request.body);
  if (!signsIn || !refusal || !client || !UNSEEN.has(refusal.error.code)) return null;
  return { type: 'login.failed', error: refusal.error, client, details: { method: signsIn } };
}
