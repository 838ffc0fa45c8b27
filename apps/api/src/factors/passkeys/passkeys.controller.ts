import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  FreshProof,
  RateClass,
  Refuses,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { CEREMONY_SECONDS } from './ceremony-challenges.service.js';
import { PasskeyRegistration } from './passkey-registration.service.js';
import {
  AddPasskeyDto,
  PasskeyAddedDto,
  PasskeyCreationOptionsDto,
  toAddedPasskey,
} from './passkeys.dto.js';

/** Passkeys of the signed-in user. */
@ApiTags('Passkeys')
@Controller('api/auth/factors/passkeys')
export class PasskeysController {
  constructor(private readonly registration: PasskeyRegistration) {}

  /**
   * Begins a new passkey: the options for `navigator.credentials.create()`. The fresh proof must be there and is not used up;
   * nothing is stored.
   */
  @Post('options')
  @HttpCode(200)
  @SignedIn({ whileEnrolling: true })
  @FreshProof('add_factor')
  @RateClass('write')
  @Refuses()
  async options(
    @CurrentUser() user: Principal,
    @Client() client: ClientInfo,
  ): Promise<PasskeyCreationOptionsDto> {
    const options = await this.registration.options(user, client);
    return {
      success: true,
      options,
      expires_in: CEREMONY_SECONDS,
    };
  }

  /**
   * Adds the passkey that the browser made from the options, in the session that asked for them. Uses up the fresh proof; a
   * refused one stays usable.
   */
  @Post()
  @SignedIn({ whileEnrolling: true })
  @FreshProof('add_factor')
  @RateClass('write')
  @Refuses('PASSKEY_REFUSED', 'PASSKEY_TAKEN', 'TOO_MANY_PASSKEYS')
  async register(
    @CurrentUser() user: Principal,
    @Body() { response, name = null }: AddPasskeyDto,
    @Client() client: ClientInfo,
  ): Promise<PasskeyAddedDto> {
    return toAddedPasskey(await this.registration.finish(user, { response, name }, client));
  }
}
