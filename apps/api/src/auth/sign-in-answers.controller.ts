import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { MessageDto } from './registration.dto.js';
import { SignInAnswerDto } from './sign-in.dto.js';
import { SignInAnswers } from './sign-in-answers.service.js';

/** The owner's answer to the mail about an unusual sign-in. */
@ApiTags('Devices')
@Controller('api/auth/sign-ins')
export class SignInAnswersController {
  constructor(private readonly answers: SignInAnswers) {}

  /** Undoes a sign-in by the mailed token. Every session ends, and the password must be reset. */
  @Post('deny')
  @HttpCode(200)
  @Public()
  @RateClass('token')
  @Refuses('INVALID_SIGN_IN_LINK', 'RECOVERY_MAIL_HELD_BACK')
  async deny(
    @Body() { token }: SignInAnswerDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.answers.deny(token, client);
    return { success: true, message: 'Everybody is signed out. Choose a new password' };
  }

  /** Lets a device in by the mailed token; then it signs in again. */
  @Post('confirm')
  @HttpCode(200)
  @Public()
  @RateClass('token')
  @Refuses('INVALID_SIGN_IN_LINK')
  async confirm(
    @Body() { token }: SignInAnswerDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.answers.confirm(token, client);
    return { success: true, message: 'The sign-in is confirmed, sign in again' };
  }
}
