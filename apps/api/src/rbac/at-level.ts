import { insufficientAuthentication, type Acr } from '#libs/access';
import type { Grant } from './assignments.store.js';
import { countingAt } from './effective.js';

function isAllowed(assert: () => void): boolean {
  try {
    assert();
    return true;
  } catch {
    return false;
  }
}

/**
 * Asserts something of the grants that count in a session of the level.
 * @param assert throws when the grants do not allow it
 * @throws AppError `INSUFFICIENT_AUTHENTICATION` when only the second factor is missing; else what `assert` throws
 */
export function assertAtLevel(
  acr: Acr,
  grants: readonly Grant[],
  assert: (counting: readonly Grant[]) => void,
): void {
  try {
    assert(countingAt(acr, grants));
  } catch (refusal) {
    if (acr === 'aal2' || !isAllowed(() => assert(grants))) throw refusal;
    throw insufficientAuthentication(
      'Your role for this counts only in sessions with two factors: show a second factor at POST /api/auth/step-up first, or add one at /api/auth/factors',
    );
  }
}
