import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { MailRequests } from './mail-requests.service.js';
import { ForgotPasswordDto, ResetPasswordDto } from './password-reset.dto.js';
import { PasswordReset } from './password-reset.service.js';
import { MessageDto } from './registration.dto.js';

const MAILED = 'If your email is registered, you will receive a password reset link';

/** The way back in for who has lost the password. */
@ApiTags('Password')
@Controller('api/password')
export class PasswordResetController {
  constructor(
    private readonly requests: MailRequests,
    private readonly passwords: PasswordReset,
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

  /** Sets a new password by the mailed token. Every session of the account ends. */
  @Post('reset')
  @HttpCode(200)
  @Public()
  @RateClass('token')
  @Refuses('INVALID_RESET_TOKEN', 'PASSWORD_UNACCEPTABLE', 'HASH_QUEUE_FULL')
  async reset(@Body() body: ResetPasswordDto, @Client() client: ClientInfo): Promise<MessageDto> {
    await this.passwords.reset(body.token, body.password, client);
    return { success: true, message: 'Password has been reset successfully' };
  }
}
