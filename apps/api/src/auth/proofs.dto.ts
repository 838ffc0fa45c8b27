import { IsIn, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import { PROOF_PURPOSES, type ProofPurpose } from '#libs/access';
import { PROOF_SECONDS } from '#api/users/proofs';
import { FactorCode, PasskeyResponse, SHOWN_TYPES, type FactorBody } from './factor-fields.js';
import { CurrentPassword } from './fields.js';

/** The other account of a merge is shown by its password first. */
const isByPassword = ({ type, email }: FactorBody & { readonly email?: string | null }) =>
  type == null || type === 'password' || email != null;

export class MakeProofDto {
  /**
   * What the proof is for; it is good for nothing else.
   * @example 'mint_token'
   */
  @IsIn(PROOF_PURPOSES)
  purpose!: ProofPurpose;

  /**
   * What is shown; `password` when it is absent. An account with a second factor needs a factor.
   * @example 'password'
   */
  @IsOptional()
  @IsIn(SHOWN_TYPES)
  type?: 'password' | 'totp' | 'passkey' | 'recovery_codes';

  /**
   * Of the caller's account; with `email`, of that account. Not for a factor of the caller's account.
   * @example 'velvet tram at midnight'
   */
  @ValidateIf(isByPassword)
  @CurrentPassword()
  password?: string;

  /**
   * For `totp` and `recovery_codes`.
   * @example '492039'
   */
  @FactorCode()
  code?: string;

  /** For `passkey`: what the browser answered to the options of `POST /api/auth/proofs/options`. */
  @PasskeyResponse()
  response?: Record<string, unknown>;

  /**
   * For `merge` alone: the address of the other account, whose password is given. It is judged as a sign-in to that account.
   */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string;
}

export class ProofOptionsDto {
  /**
   * What the proof is for.
   * @example 'mint_token'
   */
  @IsIn(PROOF_PURPOSES)
  purpose!: ProofPurpose;
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
