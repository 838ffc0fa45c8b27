import { verifySync } from 'otplib';

/** The length of a time step (RFC 6238). */
export const STEP_SECONDS = 30;

const SIX_DIGITS = /^\d{6}$/;
/** Authenticator apps show a code as two groups of three digits, and people type it so. */
const SEPARATORS = /[\s-]/g;

/** A code that a person typed, and the moment of its arrival. */
export interface TypedCode {
  readonly secret: Buffer;
  readonly typed: string;
  readonly nowMs: number;
  /** The last step whose code was used; `null`: none. */
  readonly lastStep: number | null;
}

/**
 * The time step of which the code is (RFC 6238, SHA-1, six digits): that of `nowMs`, the one before or the one after it, but
 * later than `lastStep`. `null` when it is of none.
 */
export function findStep({ secret, typed, nowMs, lastStep }: TypedCode): number | null {
  const token = typed.replace(SEPARATORS, '');
  if (!SIX_DIGITS.test(token)) return null;
  const step = Math.floor(nowMs / 1000 / STEP_SECONDS);
  // Nothing later is within the drift; otplib throws for a last step beyond it.
  if (lastStep !== null && lastStep > step) return null;
  const found = verifySync({
    secret,
    token,
    strategy: 'totp',
    algorithm: 'sha1',
    digits: 6,
    period: STEP_SECONDS,
    epoch: step * STEP_SECONDS,
    epochTolerance: STEP_SECONDS,
    ...(lastStep !== null && { afterTimeStep: lastStep }),
  });
  return found.valid && 'timeStep' in found ? found.timeStep : null;
}
