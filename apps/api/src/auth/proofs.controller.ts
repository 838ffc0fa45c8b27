import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
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
import { shownFactorOf } from './factor-fields.js';
import { FactorOffers } from './factor-offers.service.js';
import type { ProofWish } from './issue-proof.service.js';
import { MakeProof, proofBinding } from './make-proof.service.js';
import { MakeProofDto, ProofMadeDto, ProofOptionsDto, toMadeProof } from './proofs.dto.js';
import { FactorOptionsDto, toOfferedFactors } from './step-up.dto.js';

/** Fresh proofs, for what cannot be undone or makes a credential. */
@ApiTags('Fresh proofs')
@Controller('api/auth/proofs')
export class ProofsController {
  constructor(
    private readonly proofs: MakeProof,
    private readonly offers: FactorOffers,
  ) {}

  /**
   * Makes a proof, by the password or a factor, for one act of the given purpose in this session. A newer one for the same
   * purpose takes its place. An account with a second factor needs a factor.
   */
  @Post()
  @ApiBody({
    type: MakeProofDto,
    examples: {
      password: {
        summary: 'By the password',
        value: { purpose: 'add_factor', password: 'velvet tram at midnight' },
      },
      totp: {
        summary: 'By an authenticator app, which an account that has one needs',
        value: { purpose: 'remove_factor', type: 'totp', code: '492039' },
      },
    },
  })
  @SignedIn({ whileEnrolling: true })
  @SignsInWhenNamed()
  @RateClass('login')
  @Refuses(
    'WRONG_CURRENT_PASSWORD',
    'WRONG_FACTOR',
    'FACTOR_UNREADABLE',
    'FACTOR_REQUIRED',
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
    @Body() body: MakeProofDto,
    @Client() client: ClientInfo,
  ): Promise<ProofMadeDto> {
    const wish = { principal, purpose: body.purpose, client };
    return toMadeProof(await this.makeFor(wish, body), body.purpose);
  }

  /** Shows the factors by which a proof can be made, with the options for a passkey. */
  @Post('options')
  @HttpCode(200)
  @SignedIn({ whileEnrolling: true })
  @RateClass('write')
  @Refuses()
  async options(
    @CurrentUser() principal: Principal,
    @Body() { purpose }: ProofOptionsDto,
  ): Promise<FactorOptionsDto> {
    const offered = await this.offers.of(principal.userId, proofBinding({ principal, purpose }));
    return { success: true, factors: toOfferedFactors(offered) };
  }

  private makeFor(wish: ProofWish, body: MakeProofDto): Promise<string> {
    const { email, password = '' } = body;
    const shown = shownFactorOf(body);
    if (email != null) return this.proofs.byOtherPassword(wish, { email, password }, shown);
    return shown ? this.proofs.byOwnFactor(wish, shown) : this.proofs.byOwnPassword(wish, password);
  }
}
