import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import type { ConfigOf } from '#libs/config';
import { authConfig } from './auth.config.js';
import { MailRequests } from './mail-requests.service.js';
import {
  ForgotPasswordDto,
  ResetDoneDto,
  ResetPasswordDto,
  ResetTokenDto,
  toRecentFactor,
  toWayIn,
  WaysInDto,
} from './password-reset.dto.js';
import { PasswordReset } from './password-reset.service.js';
import { MessageDto } from './registration.dto.js';

const MAILED = 'If your email is registered, you will receive a password reset link';

/** Reset of a forgotten password. */
@ApiTags('Password')
@Controller('api/password')
export class PasswordResetController {
  constructor(
    private readonly requests: MailRequests,
    private readonly passwords: PasswordReset,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** Mails a reset link, if the address has an account. The answer is always the same. */
  @Post('forgot')
  @HttpCode(200)
  @Public()
  @RateClass('mail')
  @Refuses()
  async forgot(@Body() body: ForgotPasswordDto, @Client() client: ClientInfo): Promise<MessageDto> {
    await this.requests.submit('reset_password', body.email, client);
    return { success: true, message: MAILED };
  }

  /**
   * Sets a new password by the mailed token. Every session of the account ends; linked providers that were added lately and
   * known devices go, unless `keep` names them. Second factors stay.
   */
  @Post('reset')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses('INVALID_RESET_TOKEN', 'PASSWORD_UNACCEPTABLE', 'HASH_QUEUE_FULL')
  async reset(@Body() body: ResetPasswordDto, @Client() client: ClientInfo): Promise<ResetDoneDto> {
    const { token, password, keep = [] } = body;
    const { removed, factors } = await this.passwords.reset({ token, password, keep }, client);
    return {
      success: true,
      message: 'Password has been reset successfully',
      removed: removed.map(toWayIn),
      factors: factors.map(toRecentFactor),
    };
  }

  /** Lists to the holder of the mailed token what a reset would remove; the token stays good. */
  @Post('reset/ways-in')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses('INVALID_RESET_TOKEN')
  async listWaysIn(
    @Body() { token }: ResetTokenDto,
    @Client() client: ClientInfo,
  ): Promise<WaysInDto> {
    const { credentials, factors } = await this.passwords.listReviewed(token, client);
    return {
      success: true,
      ways_in: credentials.map(toWayIn),
      factors: factors.map(toRecentFactor),
      review_days: this.config.recoveryReviewDays,
    };
  }
}
