import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Client, Public, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { SignedInDto } from '../sign-in.dto.js';
import { LoginFactorDto, toShownFactor } from './second-factor.dto.js';
import { SecondFactorSignIn } from './second-factor-sign-in.service.js';

/** The second step of a sign-in. */
@ApiTags('Sign-in')
@Controller('api/auth/login')
export class SecondFactorController {
  constructor(private readonly signIns: SecondFactorSignIn) {}

  /**
   * Goes on with a sign-in that was answered `SECOND_FACTOR_REQUIRED`, by a second factor of the account. Five codes may be
   * wrong; then the sign-in begins again. The session counts as one with two factors (`acr` `aal2`).
   */
  @Post('factor')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses('INVALID_SIGN_IN_CHALLENGE', 'INVALID_FACTOR', 'FACTOR_UNREADABLE', 'INVALID_TARGET')
  signIn(@Body() body: LoginFactorDto, @Client() client: ClientInfo): Promise<SignedInDto> {
    const { challenge, remember_device: remembersDevice } = body;
    const shown = toShownFactor(body);
    const step = { challenge, shown, remembersDevice: remembersDevice === true };
    return this.signIns.signIn(step, client);
  }
}
