import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  RateClass,
  Refuses,
  SignedIn,
  SignsInWhenNamed,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { MakeProof } from './make-proof.service.js';
import { MakeProofDto, ProofMadeDto, toMadeProof } from './proofs.dto.js';

/** Fresh proofs, for what cannot be undone or makes a credential. */
@ApiTags('Fresh proofs')
@Controller('api/auth/proofs')
export class ProofsController {
  constructor(private readonly proofs: MakeProof) {}

  /**
   * Makes a proof, by the password, for one act of the given purpose in this session. A newer one for the same purpose takes
   * its place.
   */
  @Post()
  @SignedIn({ whileEnrolling: true })
  @SignsInWhenNamed()
  @RateClass('login')
  @Refuses(
    'WRONG_CURRENT_PASSWORD',
    'INVALID_CREDENTIALS',
    'EMAIL_NOT_VERIFIED',
    'ACCOUNT_DISABLED',
    'SECOND_FACTOR_REQUIRED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'HASH_QUEUE_FULL',
    'CAPTCHA_REQUIRED',
    'CAPTCHA_MISCONFIGURED',
    'CAPTCHA_UNAVAILABLE',
  )
  async make(
    @CurrentUser() principal: Principal,
    @Body() { purpose, password, email }: MakeProofDto,
    @Client() client: ClientInfo,
  ): Promise<ProofMadeDto> {
    const wish = { principal, purpose, client };
    const proof =
      email == null
        ? await this.proofs.byOwnPassword(wish, password)
        : await this.proofs.byOtherPassword(wish, { email, password });
    return toMadeProof(proof, purpose);
  }
}
