import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Client, Public, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { toShownFactor } from '../factor-fields.js';
import { SignedInDto } from '../sign-in.dto.js';
import { LoginFactorDto } from './second-factor.dto.js';
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
  @ApiBody({
    type: LoginFactorDto,
    examples: {
      totp: {
        summary: 'By an authenticator app',
        value: {
          challenge: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
          type: 'totp',
          code: '492039',
        },
      },
      recovery: {
        summary: 'By a recovery code, on a device to remember',
        value: {
          challenge: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
          type: 'recovery_codes',
          code: 'k7x2m-9q4tv',
          remember_device: true,
        },
      },
    },
  })
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
