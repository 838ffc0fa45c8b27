import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
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
import { isId } from '#libs/kernel';
import { LooksAtSecret } from '#api/protection/limits';
import { enrolmentNotFound } from '../factors.errors.js';
import { BeginTotpDto, ConfirmTotpDto, TotpBegunDto, TotpConfirmedDto } from '../factors.dto.js';
import { ENROLMENT_SECONDS } from '../unfinished-enrolments.cleanup.js';
import { BeginTotp } from './begin-totp.service.js';
import { ConfirmTotp } from './confirm-totp.service.js';

/** Enrolment of authenticator apps (RFC 6238). */
@ApiTags('Second factors')
@Controller('api/auth/factors/totp')
export class TotpController {
  constructor(
    private readonly beginning: BeginTotp,
    private readonly confirmation: ConfirmTotp,
  ) {}

  /** Begins to add an authenticator app. It counts when a code of it is confirmed in this session, within ten minutes. */
  @Post()
  @SignedIn({ whileEnrolling: true })
  @FreshProof('add_factor')
  @RateClass('write')
  @Refuses('FACTOR_LIMIT_REACHED')
  async begin(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Body() { name }: BeginTotpDto,
  ): Promise<TotpBegunDto> {
    const begun = await this.beginning.begin({ principal, client }, name ?? undefined);
    return {
      success: true,
      id: begun.id,
      secret: begun.secret,
      otpauth_url: begun.otpauthUrl,
      qr_svg: begun.qrSvg,
      expires_in: ENROLMENT_SECONDS,
    };
  }

  /** Confirms an authenticator app by a code that it shows. Five wrong codes end the enrolment. */
  @Post(':factor_id/confirm')
  @HttpCode(200)
  @SignedIn({ whileEnrolling: true })
  @LooksAtSecret()
  @Refuses('FACTOR_NOT_FOUND', 'INVALID_FACTOR_CODE', 'FACTOR_UNREADABLE')
  async confirm(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Param('factor_id') id: string,
    @Body() { code }: ConfirmTotpDto,
  ): Promise<TotpConfirmedDto> {
    if (!isId(id)) throw enrolmentNotFound();
    const { factor, recoveryCodes } = await this.confirmation.confirm(
      { principal, client },
      id,
      code,
    );
    return {
      success: true,
      message: 'Authenticator app added',
      id: factor.id,
      recovery_codes: recoveryCodes && [...recoveryCodes],
    };
  }
}
