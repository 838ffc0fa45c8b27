import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EmailVerification } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { LinkOwner } from './link-owner.service.js';
import { PageProblemFilter } from './page-problem.filter.js';
import { LinkQueryDto, VerifyFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import { deadVerifyLink, verified, verifyForm } from './verify-email.page.js';

const TITLE = 'Confirm your e-mail address';

/** Where the link of a verification mail leads. */
@ApiTags('Pages')
@Controller('verify-email')
@UseFilters(PageProblemFilter)
export class VerifyEmailController {
  constructor(
    private readonly pages: Pages,
    private readonly links: LinkOwner,
    private readonly verification: EmailVerification,
  ) {}

  /** Shows a button; mail scanners and previews that open the link use nothing up. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_VERIFICATION_TOKEN')
  @ApiProduces('text/html')
  async show(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const address = await this.links.findAddress('verify_email', token);
    if (address === null) return this.dead(reply);
    const body = verifyForm({ action: this.pages.path('/verify-email'), token, address });
    return this.pages.send(reply, { title: TITLE, body });
  }

  /** Confirms the address that the token was mailed to. */
  @Post()
  @HttpCode(200)
  @Public()
  @RateClass('token')
  @AcceptsForm()
  @Refuses('INVALID_VERIFICATION_TOKEN', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  async verify(
    @Body() { token = '' }: VerifyFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    try {
      await this.verification.verify(token, client);
    } catch (error) {
      if (isAppError(error) && error.code === 'INVALID_VERIFICATION_TOKEN') return this.dead(reply);
      throw error;
    }
    return this.pages.send(reply, { title: 'Address confirmed', body: verified });
  }

  private dead(reply: FastifyReply): string {
    const body = deadVerifyLink(this.pages.path('/resend-verification'));
    return this.pages.send(reply, { status: 400, title: TITLE, body });
  }
}
