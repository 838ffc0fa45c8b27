import { callerNotGranted, scopesMissing } from '../errors.js';
import type { AppTokenState } from './authority.js';

/**
 * Checks that a caller with a valid token is admitted here with all of these scopes. A scope belongs to the service
 * that relies on it: a scope in the token counts only if this service has granted it.
 * @param here the name of this service
 * @throws Refusal `CALLER_NOT_GRANTED` if this service has not granted a scope, `INSUFFICIENT_SCOPE` if it has but the
 * token lacks it
 */
export function assertStanding(
  { app, standing }: AppTokenState,
  scopes: readonly string[],
  here: string,
): void {
  const parties = { caller: app.serviceName, here };
  const missing = scopes.filter((scope) => !app.scopes.includes(scope));
  if (standing === null) throw callerNotGranted(parties, missing);
  if (missing.length === 0) return;
  const granted = standing === 'own' ? missing : standing.granted;
  const ungranted = missing.filter((scope) => !granted.includes(scope));
  throw ungranted.length > 0 ? callerNotGranted(parties, ungranted) : scopesMissing(missing);
}
