import { callerNotGranted, scopesMissing } from '../errors.js';
import type { AppTokenState } from './authority.js';

/**
 * Whether a caller with a good token is let in here, with all of these scopes. A scope belongs to the service that
 * relies on it: what the token was minted with counts as far as this service has granted it.
 * @param here the name of this service
 * @throws Refusal `CALLER_NOT_GRANTED` when this service must grant something, `INSUFFICIENT_SCOPE` when it has and the token lacks it
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
