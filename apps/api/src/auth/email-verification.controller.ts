import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiSeeOtherResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { MailLinks } from '#api/mail';
import { EmailVerification } from './email-verification.service.js';
import { MessageDto } from './registration.dto.js';

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
   * Verifies the address that the token was mailed to. A browser is led to the page with the button instead,
   * and `HEAD` does nothing: neither a mail scanner nor a preview uses the link up.
   */
  @Get('verify-email/:token')
  @Public()
  @RateClass('token')
  @Refuses('INVALID_VERIFICATION_TOKEN')
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
