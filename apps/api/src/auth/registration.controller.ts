import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  Idempotent,
  Keep,
  Public,
  RateClass,
  Refuses,
  type ClientInfo,
  type KeepAnswer,
} from '#libs/access';
import { assertCredentialsGiven } from './fields.js';
import { MailRequests } from './mail-requests.service.js';
import { Registration } from './registration.service.js';
import {
  MessageDto,
  RegisterDto,
  RegisteredDto,
  ResendVerificationDto,
} from './registration.dto.js';

const RESENT =
  'If your email is registered and not yet verified, you will receive a verification link';

const registered = (userId: string): RegisteredDto => ({
  success: true,
  message: 'User registered successfully',
  user_id: userId,
});

/** Registration of accounts. */
@ApiTags('Registration')
@Controller('api/auth')
export class RegistrationController {
  constructor(
    private readonly registration: Registration,
    private readonly requests: MailRequests,
  ) {}

  /** Registers an account and mails a verification link. A taken address gets the same answer, and its owner a mail. */
  @Post('register')
  @Public()
  @RateClass('register')
  @Idempotent({ check: Registration })
  @Refuses('REGISTRATION_DISABLED', 'PASSWORD_UNACCEPTABLE', 'EMAIL_TAKEN', 'HASH_QUEUE_FULL')
  async register(
    @Body() body: RegisterDto,
    @Client() client: ClientInfo,
    @Keep() keep: KeepAnswer,
  ): Promise<RegisteredDto> {
    assertCredentialsGiven(body);
    const { email, password, first_name: firstName = null, last_name: lastName = null } = body;
    const locale = body.locale ?? client.language ?? null;
    const account = { email, password, firstName, lastName, locale };
    const userId = await this.registration.register(account, client, (tx, id) =>
      keep(tx, registered(id)),
    );
    return registered(userId);
  }

  /** Mails a new verification link, if there is anything to verify. The answer is always the same. */
  @Post('resend-verification')
  @HttpCode(200)
  @Public()
  @RateClass('mail')
  @Refuses()
  async resend(
    @Body() body: ResendVerificationDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.requests.submit('verify_email', body.email, client);
    return { success: true, message: RESENT };
  }
}
