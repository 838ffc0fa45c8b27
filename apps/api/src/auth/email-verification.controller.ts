import { Body, Controller, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiSeeOtherResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Client, Public, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { MailLinks } from '#api/mail';
import { EmailVerification, shownProof } from './email-verification.service.js';
import { MessageDto, VerifyEmailDto } from './registration.dto.js';

const SEE_OTHER = 303;

/** Browsers name it; programs that take anything do not. */
const isBrowser = (accept: string | undefined) => /\btext\/html\b/i.test(accept ?? '');

/** The link that verifies an address, as the original service had it. */
@ApiTags('Registration')
@Controller('api/auth')
export class EmailVerificationController {
  constructor(
    private readonly verification: EmailVerification,
    private readonly links: MailLinks,
  ) {}

  /**
   * Verifies the address for the registration whose secret is shown: the device that registered (by its cookie or
   * `X-Device-Token`), its `password`, or a `new_password`, which takes the place of all that stood there. For the page
   * of an application that `VERIFY_EMAIL_URL` leads to.
   */
  @Post('verify-email')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses(
    'INVALID_VERIFICATION_TOKEN',
    'VERIFICATION_PROOF_REQUIRED',
    'WRONG_REGISTRATION_PASSWORD',
    'PASSWORD_UNACCEPTABLE',
    'HASH_QUEUE_FULL',
    'RECOVERY_MAIL_HELD_BACK',
  )
  async confirm(@Body() body: VerifyEmailDto, @Client() client: ClientInfo): Promise<MessageDto> {
    const { token, password, new_password: newPassword } = body;
    await this.verification.confirm(token, shownProof(password, newPassword), client);
    return { success: true, message: 'Email verified successfully' };
  }

  /**
   * Verifies the address that the token was mailed to, for the registration that it was mailed for. A browser is led to the page with the button instead,
   * and `HEAD` does nothing: neither a mail scanner nor a preview uses the link up.
   */
  @Get('verify-email/:token')
  @Public()
  @LooksAtSecret()
  @Refuses('INVALID_VERIFICATION_TOKEN', 'RECOVERY_MAIL_HELD_BACK')
  @ApiOkResponse({ type: MessageDto })
  @ApiSeeOtherResponse({
    type: MessageDto,
    description: 'A browser is led to the page with the button.',
  })
  async verify(
    @Param('token') token: string,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept') accept?: string,
  ): Promise<MessageDto> {
    reply.header('vary', 'Accept');
    if (isBrowser(accept)) {
      reply.code(SEE_OTHER).header('location', this.links.verify(token));
      return { success: true, message: 'Open the page to verify your email' };
    }
    if (request.method !== 'HEAD') await this.verification.verify(token, client);
    return { success: true, message: 'Email verified successfully' };
  }
}
