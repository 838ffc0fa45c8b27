import { oldProviderSignIn } from '../oauth.errors.js';
import type { ProviderAnswer } from '../providers/provider-answer.js';
import { begunAtSeconds, type Flow } from './flow.js';

/** The accepted clock skew of a provider. */
const TOLERANCE_SECONDS = 30;

/**
 * Anybody with the open browser could use an earlier session at the provider. A provider that does not tell when it authenticated
 * the person is believed.
 * @throws AppError `REAUTHENTICATION_REQUIRED`
 */
export function assertSignedInAnew(flow: Flow, { authTime }: ProviderAnswer): void {
  if (authTime === undefined) return;
  if (authTime < begunAtSeconds(flow) - TOLERANCE_SECONDS) throw oldProviderSignIn();
}
