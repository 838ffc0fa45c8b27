import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserSessions, type BrowserSession } from '#api/browser-sessions';
import { addressWith } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AppError, isAppError } from '#libs/kernel';
import { Pages } from '../pages.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { Visit } from '../visits/visit.js';
import { Visits, type PagePath } from '../visits/visits.service.js';
import { choosePage } from './choose-account.page.js';
import { GoalQueryDto } from './goal.dto.js';
import { isSilent } from './lead-sign-in.service.js';
import { anotherPath, hostOf, SIGN_IN_PATH } from './sign-in-form.service.js';
import { fieldsOf, pathWith, type SignInGoal } from './sign-in-goal.js';
import { policyOf, SignInGoals } from './sign-in-goals.service.js';
import { AccountFormDto } from './sign-in.dto.js';
import { signInTexts } from './texts/index.js';

const PATH = '/choose-account';
const ACTIONS = { choose: PATH, sign_out: '/sign-out' } as const;

/** The page where a person chooses one of the accounts that are signed in in the browser. */
@ApiTags('Pages')
@Controller('choose-account')
@PageController()
export class ChooseAccountController {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly browserSessions: BrowserSessions,
  ) {}

  /** Shows the accounts that are signed in in this browser. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('REDIRECT_URI_NOT_ALLOWED')
  @ShowsPage()
  async show(
    @Query() query: GoalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...query });
    return goal === undefined ? answer : this.page(visit, goal);
  }

  /** Chooses an account, which acts in this browser from now on, and goes on with it. */
  @Post()
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('REDIRECT_URI_NOT_ALLOWED', 'SESSION_ENDED', 'CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async change(
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
      return this.page(visit, goal, error);
    }
    const chosen = visit.sessions.find(({ id }) => id === account);
    if (!chosen) return this.page(visit, goal, new AppError('SESSION_ENDED'));
    await this.browserSessions.choose(chosen);
    // The next page is another visit: its forms are those of the account that acts now.
    return this.visits.goTo(visit, pathWithAccount(goal, chosen));
  }

  private page(visit: Visit, goal: SignInGoal, refused?: AppError): string {
    if (visit.sessions.length === 0 || isSilent(goal))
      return this.visits.goTo(visit, pathWith(SIGN_IN_PATH, goal));
    const { language, reply, sessions } = visit;
    const say = signInTexts(language);
    const fields = fieldsOf(goal);
    const body = choosePage(say, {
      accounts: sessions,
      host: hostOf(goal),
      problem: refused ? this.wordsOf(visit, refused) : null,
      anotherPath: this.pages.path(anotherPath(goal)),
      form: (act, { id: account }, content) =>
        this.visits.form(visit, {
          ...content,
          action: ACTIONS[act],
          hidden: { ...fields, account },
        }),
    });
    return this.pages.send(reply, visit, {
      status: refused?.entry.status ?? 200,
      title: say('chooseTitle'),
      body,
      policy: policyOf(goal),
      again: addressWith(this.pages.path(PATH), fields),
    });
  }

  private wordsOf({ language }: Visit, error: AppError): string {
    const isGone = error.code === 'SESSION_ENDED';
    return isGone ? signInTexts(language)('chooseGone') : problemWords(language, error);
  }
}

const pathWithAccount = (goal: SignInGoal, { id: account }: BrowserSession): PagePath =>
  `${SIGN_IN_PATH}?${new URLSearchParams({ ...fieldsOf(goal), account }).toString()}`;
