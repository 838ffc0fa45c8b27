import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Client, Public, RateClass, Refuses, SignsIn, type ClientInfo } from '#libs/access';
import { CEREMONY_SECONDS, PasskeyRequestOptionsDto } from '#api/factors';
import { PasskeySignInDto } from './passkey-sign-in.dto.js';
import { PasskeySignIn } from './passkey-sign-in.service.js';
import { SignedInDto } from './sign-in.dto.js';

/** Sign-in by a passkey alone. */
@ApiTags('Sign-in')
@Controller('api/auth/login/passkey')
export class PasskeySignInController {
  constructor(private readonly passkeys: PasskeySignIn) {}

  /**
   * Begins a sign-in by a passkey: the options for `navigator.credentials.get()`. They name no account, and nothing is stored.
   */
  @Post('options')
  @HttpCode(200)
  @Public()
  @RateClass('read')
  @Refuses()
  async options(): Promise<PasskeyRequestOptionsDto> {
    return {
      success: true,
      options: await this.passkeys.options(),
      expires_in: CEREMONY_SECONDS,
    };
  }

  /**
   * Signs in by a passkey, without an address or a password. Counts as two factors: the authenticator, and the PIN or
   * fingerprint that it asked for.
   */
  @Post()
  @HttpCode(200)
  @Public()
  @SignsIn('passkey')
  @RateClass('login')
  @Refuses(
    'INVALID_CREDENTIALS',
    'EMAIL_NOT_VERIFIED',
    'ACCOUNT_DISABLED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'INVALID_TARGET',
  )
  login(@Body() body: PasskeySignInDto, @Client() client: ClientInfo): Promise<SignedInDto> {
    return this.passkeys.login(body, client);
  }
}
