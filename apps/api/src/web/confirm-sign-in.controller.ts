import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInAnswers } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { PageProblemFilter } from './page-problem.filter.js';
import { LinkQueryDto, SignInAnswerFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import { confirmed, deadAnswerLink, confirmForm } from './sign-in-answer.page.js';

const TITLE = 'Confirm your sign-in';

/** Where the link of a mail about a sign-in that was held up leads. */
@ApiTags('Pages')
@Controller('confirm-sign-in')
@UseFilters(PageProblemFilter)
export class ConfirmSignInController {
  constructor(
    private readonly pages: Pages,
    private readonly answers: SignInAnswers,
  ) {}

  /** Shows the page to confirm a sign-in. Mail scanners and previews that open the link use nothing up. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_SIGN_IN_LINK')
  @ApiProduces('text/html')
  async show(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!(await this.answers.isLive('confirm', token))) return this.dead(reply);
    const body = confirmForm({ action: this.pages.path('/confirm-sign-in'), token });
    return this.pages.send(reply, { title: TITLE, body });
  }

  /** Confirms a sign-in. The device is let in, and signs in again. */
  @Post()
  @HttpCode(200)
  @Public()
  @RateClass('token')
  @AcceptsForm()
  @Refuses('INVALID_SIGN_IN_LINK', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  async confirm(
    @Body() { token = '' }: SignInAnswerFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    try {
      await this.answers.confirm(token, client);
    } catch (error) {
      if (isAppError(error) && error.code === 'INVALID_SIGN_IN_LINK') return this.dead(reply);
      throw error;
    }
    return this.pages.send(reply, { title: 'Sign-in confirmed', body: confirmed });
  }

  private dead(reply: FastifyReply): string {
    const body = deadAnswerLink(this.pages.path('/forgot-password'));
    return this.pages.send(reply, { status: 400, title: TITLE, body });
  }
}
