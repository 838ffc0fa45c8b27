import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public, RateClass, Refuses } from '#libs/access';
import { PasskeyVerification } from './passkey-verification.service.js';
import { noRelatedOrigins } from './passkeys.errors.js';
import { RelatedOriginsDto } from './passkeys.dto.js';

/** The origins that may use passkeys of this domain (WebAuthn section 5.11). */
@ApiTags('Passkeys')
@Controller('.well-known')
export class RelatedOriginsController {
  constructor(private readonly verification: PasskeyVerification) {}

  /** Lists the origins that may use the passkeys; browsers read it for pages on another domain. */
  @Get('webauthn')
  @Public()
  @RateClass('none')
  @Refuses('NOT_FOUND')
  list(): RelatedOriginsDto {
    const { origins } = this.verification.party;
    if (origins.length < 2) throw noRelatedOrigins();
    return { origins: [...origins] };
  }
}
