import { AppError } from '#libs/kernel';
import { stepUpHeaders, type Acr } from './authentication-context.js';
import type { Principal } from './principal.js';

/** What an act requires of the authentication of its user, beyond a valid token. */
export interface RequiredAuthentication {
  /** The level; absent: any. */
  readonly acr?: Acr;
  /** How many seconds ago the user may have authenticated at most; absent: any number. */
  readonly withinSeconds?: number;
}

/** Whether it requires anything. */
export const requiresMore = ({ acr, withinSeconds }: RequiredAuthentication): boolean =>
  acr === 'aal2' || withinSeconds !== undefined;

/** RFC 9470: all requirements together, so that one step-up meets them. */
function insufficient({ acr, withinSeconds }: RequiredAuthentication, isLevel: boolean): AppError {
  return new AppError(isLevel ? 'INSUFFICIENT_AUTHENTICATION' : 'REAUTHENTICATION_REQUIRED', {
    detail: isLevel
      ? 'This needs a second factor: send one to POST /api/auth/step-up, or sign in with one, and use the new access token.'
      : 'Authenticate again at POST /api/auth/step-up, or sign in again, and use the new access token.',
    params: {
      ...(acr !== undefined && { acr_values: [acr] }),
      ...(withinSeconds !== undefined && { max_age: withinSeconds }),
    },
    headers: stepUpHeaders({ acr, withinSeconds }),
  });
}

/**
 * Requires that the user was authenticated at this level and this recently, by what the access token says.
 * @throws AppError `INSUFFICIENT_AUTHENTICATION` for the level, `REAUTHENTICATION_REQUIRED` for the age
 */
export function assertAuthenticated(
  { acr, authTime }: Pick<Principal, 'acr' | 'authTime'>,
  required: RequiredAuthentication,
  nowSeconds: number,
): void {
  const { withinSeconds } = required;
  if (required.acr === 'aal2' && acr !== 'aal2') throw insufficient(required, true);
  if (withinSeconds !== undefined && nowSeconds - authTime > withinSeconds) {
    throw insufficient(required, false);
  }
}
