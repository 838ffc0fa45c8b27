import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';

/** By it a request shows the proof that was made for it. */
export const PROOF_HEADER = 'gatehouse-proof';
export const FRESH_PROOF = 'gatehouse:fresh-proof';

/** What cannot be undone, or makes a credential: each wants a proof that was made for it and for nothing else. */
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
] as const;

export type ProofPurpose = (typeof PROOF_PURPOSES)[number];

export interface FreshProofRule {
  readonly purpose: ProofPurpose;
  /** When it is wanted, for the documentation; always when absent. */
  readonly when?: string;
}

/**
 * The act behind the handler wants a fresh proof of this purpose, beside what lets its caller in. The declaration documents
 * it; the service of the act consumes the proof in its transaction, so that an act which is refused leaves the proof usable.
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
