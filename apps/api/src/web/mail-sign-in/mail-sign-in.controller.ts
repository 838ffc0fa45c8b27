import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientNonces, EmailSignIn } from '#api/auth';
import {
  AcceptsForm,
  Client,
  Public,
  RateClass,
  Refuses,
  SignsIn,
  type ClientInfo,
} from '#libs/access';
import { AppError, isAppError } from '#libs/kernel';
import { GoalQueryDto } from '../sign-in/goal.dto.js';
import { pathWith } from '../sign-in/sign-in-goal.js';
import { SignInGoals } from '../sign-in/sign-in-goals.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { Visits } from '../visits/visits.service.js';
import { AskMailFormDto, MailedCodeFormDto } from './mail-sign-in.dto.js';
import { CODE_PATH, MailSignInForms } from './mail-sign-in-forms.service.js';
import { MailSignIns } from './mail-sign-ins.service.js';
import { ASK_PATH, MailWay } from './mail-way.service.js';
import { MailedGoals } from './mailed-goals.service.js';

const ASKS_FOR_MAIL_AGAIN = new Set(['VALIDATION_FAILED', 'STALE_FORM']);
const ASKS_FOR_CODE_AGAIN = new Set([
  'VALIDATION_FAILED',
  'INVALID_SIGN_IN_CODE',
  'RATE_LIMITED',
  'STALE_FORM',
]);

/** The pages to sign in by a mailed code. */
@ApiTags('Pages')
@Controller('sign-in')
@PageController()
export class MailSignInController {
  constructor(
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly way: MailWay,
    private readonly forms: MailSignInForms,
    private readonly emails: EmailSignIn,
    private readonly nonces: ClientNonces,
    private readonly mailed: MailedGoals,
    private readonly signIns: MailSignIns,
  ) {}

  /** Shows the page that asks for a code. */
  @Get('mail')
  @Public()
  @RateClass('read')
  @Refuses('EMAIL_SIGN_IN_DISABLED', 'REDIRECT_URI_NOT_ALLOWED')
  @ShowsPage()
  async show(
    @Query() given: GoalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.way.assertEnabled();
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    if (goal === undefined) return answer;
    return this.forms.ask(visit, goal, { email: goal.application?.loginHint ?? '' });
  }

  /** Mails a code and a link to sign in, and shows the form for the code. The page is the same whether the address has an account or not. */
  @Post('mail')
  @Public()
  @RateClass('mail')
  @AcceptsForm()
  @Refuses(
    'EMAIL_SIGN_IN_DISABLED',
    'VALIDATION_FAILED',
    'INVALID_TARGET',
    'REDIRECT_URI_NOT_ALLOWED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async request(
    @Body() { form_token: token, email = '', ...given }: AskMailFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.way.assertEnabled();
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    if (goal === undefined) return answer;
    const address = email.trim();
    try {
      this.visits.assertForm(visit, ASK_PATH, token);
      const nonce = await this.emails.ask(address, undefined, client);
      reply.header('set-cookie', this.nonces.add(request.headers.cookie, nonce));
      this.mailed.keep(visit, nonce, goal);
    } catch (error) {
      if (!isAppError(error) || !ASKS_FOR_MAIL_AGAIN.has(error.code)) throw error;
      return this.forms.ask(visit, goal, { email, refused: error });
    }
    return this.forms.code(visit, goal, { email: address });
  }

  /** Sends the browser to the page that asks for a code: without the address there is nothing to show. */
  @Get('code')
  @Public()
  @RateClass('read')
  @Refuses('REDIRECT_URI_NOT_ALLOWED')
  @ShowsPage()
  async showCode(
    @Query() given: GoalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    return goal === undefined ? answer : this.visits.goTo(visit, pathWith(ASK_PATH, goal));
  }

  /** Signs in by the mailed code, and goes on to the application or the page that was wanted. */
  @Post('code')
  @Public()
  @SignsIn('email')
  @RateClass('login')
  @AcceptsForm()
  @Refuses(
    'EMAIL_SIGN_IN_DISABLED',
    'INVALID_SIGN_IN_CODE',
    'ACCOUNT_DISABLED',
    'INVALID_CREDENTIALS',
    'SECOND_FACTOR_REQUIRED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'INVALID_TARGET',
    'REDIRECT_URI_NOT_ALLOWED',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async verifyCode(
    @Body() { form_token: token, email = '', code = '', ...given }: MailedCodeFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    if (goal === undefined) return answer;
    return this.signIns.signIn(visit, {
      goal,
      read: () => {
        this.visits.assertForm(visit, CODE_PATH, token);
        const digits = code.replaceAll(/\s/g, '');
        if (digits === '') throw new AppError('VALIDATION_FAILED', { detail: 'Enter a code' });
        return { email, code: digits };
      },
      anew: (refused) =>
        ASKS_FOR_CODE_AGAIN.has(refused.code)
          ? this.forms.code(visit, goal, { email, refused })
          : null,
    });
  }
}
