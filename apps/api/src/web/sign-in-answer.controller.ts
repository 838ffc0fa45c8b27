import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInAnswers } from '#api/auth';
import type { Html } from '#api/platform/html';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import type { Say } from '#libs/languages';
import { PageProblemFilter } from './page-problem.filter.js';
import { LinkQueryDto, SignInAnswerFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import { refusalOf } from './refusal-of.js';
import { ShownRefusal } from './shown-refusal.js';
import type { WebTexts } from './texts/index.js';
import {
  confirmed,
  confirmForm,
  deadAnswerLink,
  denied,
  denyFactorForm,
  denyForm,
  type AnswerForm,
} from './sign-in-answer.page.js';

interface AnswerPage {
  readonly kind: 'confirm' | 'deny';
  readonly path: `/${string}`;
  readonly title: 'confirmTitle' | 'denyTitle';
  readonly form: (say: Say<WebTexts>, form: AnswerForm) => Html;
  readonly doneTitle: 'confirmedTitle' | 'deniedTitle';
  readonly done: (say: Say<WebTexts>, signInPath: string) => Html;
}

const CONFIRM: AnswerPage = {
  kind: 'confirm',
  path: '/confirm-sign-in',
  title: 'confirmTitle',
  form: confirmForm,
  doneTitle: 'confirmedTitle',
  done: confirmed,
};

const DENY: AnswerPage = {
  kind: 'deny',
  path: '/deny-sign-in',
  title: 'denyTitle',
  form: denyForm,
  doneTitle: 'deniedTitle',
  done: denied,
};

/** The pages that the links of mails about an unusual sign-in or an added factor open: to confirm it, or to deny it. */
@ApiTags('Pages')
@Controller()
@UseFilters(PageProblemFilter)
export class SignInAnswerController {
  constructor(
    private readonly pages: Pages,
    private readonly answers: SignInAnswers,
  ) {}

  /** Shows the page to confirm a sign-in. Mail scanners and previews that open the link use nothing up. */
  @Get('confirm-sign-in')
  @Public()
  @RateClass('read')
  @Refuses('INVALID_SIGN_IN_LINK')
  @ApiProduces('text/html')
  confirmForm(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.form(reply, CONFIRM, token);
  }

  /** Confirms a sign-in. The device is let in, and signs in again. */
  @Post('confirm-sign-in')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses('INVALID_SIGN_IN_LINK', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  confirm(
    @Body() { token = '' }: SignInAnswerFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    return this.answer(reply, CONFIRM, () => this.answers.confirm(token, client));
  }

  /** Shows the page to deny a sign-in. Mail scanners and previews that open the link use nothing up. */
  @Get('deny-sign-in')
  @Public()
  @RateClass('read')
  @Refuses('INVALID_SIGN_IN_LINK')
  @ApiProduces('text/html')
  denyForm(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.form(reply, DENY, token);
  }

  /** Denies a sign-in. Every session ends, and the password must be reset. */
  @Post('deny-sign-in')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses('INVALID_SIGN_IN_LINK', 'RECOVERY_MAIL_HELD_BACK', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  deny(
    @Body() { token = '' }: SignInAnswerFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    return this.answer(reply, DENY, () => this.answers.deny(token, client));
  }

  private async form(reply: FastifyReply, page: AnswerPage, token: string): Promise<string> {
    const view = await this.answers.look(page.kind, token);
    if (view === null) return this.dead(reply, page);
    const say = this.pages.sayTo(reply, view.locale);
    const form = view.purpose === 'deny_factor' ? denyFactorForm : page.form;
    const body = form(say, { action: this.pages.path(page.path), token });
    return this.pages.send(reply, say, { title: say(page.title), body });
  }

  private async answer(
    reply: FastifyReply,
    page: AnswerPage,
    act: () => Promise<unknown>,
  ): Promise<string> {
    const refused = await refusalOf(['INVALID_SIGN_IN_LINK'], act);
    if (refused) throw new ShownRefusal(refused, this.dead(reply, page));
    const say = this.pages.sayTo(reply);
    const body = page.done(say, this.pages.path('/sign-in'));
    return this.pages.send(reply, say, { title: say(page.doneTitle), body });
  }

  private dead(reply: FastifyReply, { title }: AnswerPage): string {
    const say = this.pages.sayTo(reply);
    const body = deadAnswerLink(say, this.pages.path('/forgot-password'));
    return this.pages.send(reply, say, { status: 400, title: say(title), body });
  }
}
