import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  RateClass,
  Refuses,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { shownFactorOf } from './factor-fields.js';
import { StepUpMethods } from './step-up-methods.service.js';
import { StepUpTokens } from './step-up-tokens.service.js';
import { StepUpDto, StepUpOptionsDto, SteppedUpDto, toOfferedFactors } from './step-up.dto.js';
import { StepUp } from './step-up.service.js';

/** Authentication again within a session, for what requires a recent one or a second factor (RFC 9470). */
@ApiTags('Step-up')
@Controller('api/auth/step-up')
export class StepUpController {
  constructor(
    private readonly stepUp: StepUp,
    private readonly methods: StepUpMethods,
    private readonly tokens: StepUpTokens,
  ) {}

  /**
   * Authenticates the user of this session again. `auth_time` is renewed, and a second factor raises `acr` to `aal2`, which
   * refreshed tokens keep. The access token that was sent keeps what it says until it expires: use the new one. A client whose
   * access tokens are for one service refreshes with `resource: auth_service` first.
   */
  @Post()
  @HttpCode(200)
  @ApiBody({
    type: StepUpDto,
    examples: {
      totp: {
        summary: 'By an authenticator app',
        value: { type: 'totp', code: '492039' },
      },
      password: {
        summary: 'By the password, which renews the time alone',
        value: { type: 'password', password: 'velvet tram at midnight' },
      },
    },
  })
  @SignedIn({ whileEnrolling: true })
  @RateClass('login')
  @Refuses(
    'WRONG_CURRENT_PASSWORD',
    'WRONG_FACTOR',
    'FACTOR_UNREADABLE',
    'FACTOR_REQUIRED',
    'INVALID_TARGET',
    'INVALID_REFRESH_TOKEN',
    'REFRESH_TOKEN_REUSED',
    'HASH_QUEUE_FULL',
  )
  make(
    @CurrentUser() principal: Principal,
    @Body() body: StepUpDto,
    @Client() client: ClientInfo,
  ): Promise<SteppedUpDto> {
    const by = { principal, client };
    const { refresh_token: refreshToken, resource } = body;
    const shown = shownFactorOf(body);
    return this.tokens.after(by, { refreshToken, resource }, () =>
      shown ? this.stepUp.byFactor(by, shown) : this.stepUp.byPassword(by, body.password ?? ''),
    );
  }

  /** Shows by what this session can step up now, with the options for a passkey. */
  @Post('options')
  @HttpCode(200)
  @SignedIn({ whileEnrolling: true })
  @RateClass('write')
  @Refuses()
  async options(@CurrentUser() principal: Principal): Promise<StepUpOptionsDto> {
    const { methods, ...offered } = await this.methods.of(principal);
    return { success: true, methods: [...methods], factors: toOfferedFactors(offered) };
  }
}
