import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import { AppError } from '#libs/kernel';
import type { Principal } from './principal.js';

/** Header with the fresh proof of a request. */
export const PROOF_HEADER = 'gatehouse-proof';
export const FRESH_PROOF = 'gatehouse:fresh-proof';

/** Acts that cannot be undone or that create a credential: each requires a proof made for it only. */
export const PROOF_PURPOSES = [
  'merge',
  'link_identity',
  'unlink_identity',
  'set_password',
  'erase_account',
  'erase_user',
  'mint_token',
  'rotate_token',
  'grant_caller',
  'grant_role',
  'change_email',
  'export_account',
] as const;

export type ProofPurpose = (typeof PROOF_PURPOSES)[number];

export interface FreshProofRule {
  readonly purpose: ProofPurpose;
  /** The condition of the requirement, for the documentation; always if absent. */
  readonly when?: string;
}

/**
 * The act of the handler requires a fresh proof of this purpose, in addition to the access rule. The declaration
 * documents it; the service of the act consumes the proof in its transaction, so that a refused act leaves the proof
 * usable.
 */
export const FreshProof = (purpose: ProofPurpose, { when }: { when?: string } = {}) =>
  applyDecorators(
    SetMetadata(FRESH_PROOF, { purpose, ...(when !== undefined && { when }) }),
    ApiExtension('x-fresh-proof', purpose),
    ApiHeader({
      name: 'Gatehouse-Proof',
      required: false,
      description: `The \`proof\` that \`POST /api/auth/proofs\` answered for the purpose \`${purpose}\`, in this session, at most five minutes ago; good once. ${when ?? 'Without it the answer is `PROOF_REQUIRED`.'}`,
      // Not `example`: Swagger UI would send it.
      schema: {
        type: 'string',
        maxLength: 256,
        examples: ['Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'],
      },
    }),
  );

/** RFC 9470: the token is valid, but its sign-in is too old for this call. */
const signInAgain = (maxAgeSeconds: number) =>
  new AppError('REAUTHENTICATION_REQUIRED', {
    detail: 'Sign in again to do this.',
    params: { max_age: maxAgeSeconds },
    headers: {
      'WWW-Authenticate': `Bearer realm="gatehouse", error="insufficient_user_authentication", max_age="${maxAgeSeconds}"`,
    },
  });

/**
 * Requires that the user has authenticated within this number of seconds.
 * @throws AppError `REAUTHENTICATION_REQUIRED`
 */
export function assertSignedInWithin(
  { authTime }: Pick<Principal, 'authTime'>,
  maxAgeSeconds: number,
  nowSeconds: number,
): void {
  if (nowSeconds - authTime > maxAgeSeconds) throw signInAgain(maxAgeSeconds);
}
