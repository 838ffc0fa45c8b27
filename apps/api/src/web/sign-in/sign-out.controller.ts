import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserSessions } from '#api/browser-sessions';
import { addressWith } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError, type AppError } from '#libs/kernel';
import { AccountQueryDto } from '../account/account-query.dto.js';
import { doneNotice } from '../account/done-notice.js';
import { accountTexts } from '../account/texts/index.js';
import { Pages } from '../pages.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { pathWith } from './sign-in-goal.js';
import { SIGN_IN_PATH } from './sign-in-form.service.js';
import { SignInGoals } from './sign-in-goals.service.js';
import { AccountFormDto } from './sign-in.dto.js';
import { signedOutPage, signOutPage } from './sign-out.page.js';
import { signInTexts } from './texts/index.js';

const PATH = '/sign-out';
const DONE_PATH = '/signed-out';
const CHOOSE_PATH = '/choose-account';

/** The sign-out of this browser. Only a form of our own signs out: a link to it asks. */
@ApiTags('Pages')
@Controller()
@PageController()
export class SignOutPageController {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly browserSessions: BrowserSessions,
  ) {}

  /** Asks whether to sign out. */
  @Get('sign-out')
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async show(
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(await this.visits.of({ request, reply, client }));
  }

  /** Signs the account out of this browser: the one that acts, or the one that is named. */
  @Post('sign-out')
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('REDIRECT_URI_NOT_ALLOWED', 'CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async end(
    @Body() { form_token: token, account, ...given }: AccountFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    if (goal === undefined) return answer;
    try {
      this.visits.assertForm(visit, PATH, token);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'STALE_FORM') throw error;
      return this.page(visit, error);
    }
    const ending =
      account === undefined ? visit.session : visit.sessions.find(({ id }) => id === account);
    if (ending) reply.header('set-cookie', await this.browserSessions.end(ending, client));
    // One of several is signed out at the page where they are chosen.
    return this.visits.goTo(visit, account === undefined ? DONE_PATH : pathWith(CHOOSE_PATH, goal));
  }

  /** Tells that the account is signed out, or deleted, and who is signed in still. */
  @Get('signed-out')
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async showDone(
    @Query() { done }: AccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const say = signInTexts(visit.language);
    const body = signedOutPage(say, {
      notice: doneNotice(accountTexts(visit.language), done, ['deleted']),
      others: visit.sessions,
      signInPath: this.pages.path(SIGN_IN_PATH),
      choosePath: this.pages.path(CHOOSE_PATH),
    });
    return this.pages.send(reply, visit, { title: say('signedOutTitle'), body });
  }

  private page(visit: Visit, refused?: AppError): string {
    const { session, language, reply } = visit;
    // Another tab has signed out.
    if (!session) return this.visits.goTo(visit, DONE_PATH);
    const say = signInTexts(language);
    const body = signOutPage(say, {
      address: session.principal.account.email,
      problem: refused ? problemWords(language, refused) : null,
      form: this.visits.form(visit, { action: PATH, button: say('signOutButton') }),
      accountPath: this.pages.path('/account'),
    });
    return this.pages.send(reply, visit, {
      status: refused?.entry.status ?? 200,
      title: say('signOutTitle'),
      body,
      again: addressWith(this.pages.path(PATH)),
    });
  }
}
