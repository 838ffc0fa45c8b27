import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PROOF_PURPOSES, type ProofPurpose } from '#libs/access';
import { PROOF_SECONDS } from '#api/users/proofs';
import { CurrentPassword } from './fields.js';

export class MakeProofDto {
  /**
   * What the proof is for; it is good for nothing else.
   * @example 'mint_token'
   */
  @IsIn(PROOF_PURPOSES)
  purpose!: ProofPurpose;

  /**
   * Of the caller's account; with `email`, of that account.
   * @example 'velvet tram at midnight'
   */
  @CurrentPassword()
  password!: string;

  /**
   * For `merge` alone: the address of the other account, whose password is given. It is judged as a sign-in to that account.
   */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string;
}

export class ProofMadeDto {
  /** @example true */
  success!: boolean;

  /**
   * Send it as the header `Gatehouse-Proof`, in this session; for the other account of a merge, as `other_proof`. Good once.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  proof!: string;

  /** @example 'mint_token' */
  purpose!: ProofPurpose;

  /**
   * Seconds that it may be used.
   * @example 300
   */
  expires_in!: number;
}

export const toMadeProof = (proof: string, purpose: ProofPurpose): ProofMadeDto => ({
  success: true,
  proof,
  purpose,
  expires_in: PROOF_SECONDS,
});
