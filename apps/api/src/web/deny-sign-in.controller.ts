import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInAnswers } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { PageProblemFilter } from './page-problem.filter.js';
import { LinkQueryDto, SignInAnswerFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import { denied, deadAnswerLink, denyForm } from './sign-in-answer.page.js';

const TITLE = 'This was not me';

/** Where the link of a mail about an unusual sign-in leads. */
@ApiTags('Pages')
@Controller('deny-sign-in')
@UseFilters(PageProblemFilter)
export class DenySignInController {
  constructor(
    private readonly pages: Pages,
    private readonly answers: SignInAnswers,
  ) {}

  /** Shows the page to deny a sign-in. Mail scanners and previews that open the link use nothing up. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_SIGN_IN_LINK')
  @ApiProduces('text/html')
  async show(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!(await this.answers.isLive('deny', token))) return this.dead(reply);
    const body = denyForm({ action: this.pages.path('/deny-sign-in'), token });
    return this.pages.send(reply, { title: TITLE, body });
  }

  /** Denies a sign-in. Every session ends, and the password must be reset. */
  @Post()
  @HttpCode(200)
  @Public()
  @RateClass('token')
  @AcceptsForm()
  @Refuses('INVALID_SIGN_IN_LINK', 'RECOVERY_MAIL_HELD_BACK', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  async deny(
    @Body() { token = '' }: SignInAnswerFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    try {
      await this.answers.deny(token, client);
    } catch (error) {
      if (isAppError(error) && error.code === 'INVALID_SIGN_IN_LINK') return this.dead(reply);
      throw error;
    }
    return this.pages.send(reply, { title: 'Everybody is signed out', body: denied });
  }

  private dead(reply: FastifyReply): string {
    const body = deadAnswerLink(this.pages.path('/forgot-password'));
    return this.pages.send(reply, { status: 400, title: TITLE, body });
  }
}
