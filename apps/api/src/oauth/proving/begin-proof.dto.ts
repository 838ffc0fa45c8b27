import { IsIn } from 'class-validator';
import { PROOF_PURPOSES, type ProofPurpose } from '#libs/access';
import { BeginSignInDto } from '../oauth.dto.js';

export class BeginProofDto extends BeginSignInDto {
  /**
   * What the proof is for; it is good for nothing else.
   * @example 'unlink_identity'
   */
  @IsIn(PROOF_PURPOSES)
  purpose!: ProofPurpose;
}
