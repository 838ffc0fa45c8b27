import { Body, Controller, Get, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Login } from '#api/auth';
import { addressWith } from '#api/platform/html';
import type { GatehouseRequest } from '#api/platform/http';
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
import { Pages } from '../pages.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { FinishSignIn } from './finish-sign-in.service.js';
import { isSilent, LeadSignIn } from './lead-sign-in.service.js';
import { SecondFactorPages } from './second-factor-pages.service.js';
import { SignInFormDto, SignInQueryDto } from './sign-in.dto.js';
import { SIGN_IN_PATH, SignInForm } from './sign-in-form.service.js';
import { authenticatedGoal, fieldsOf, pathWith, type SignInGoal } from './sign-in-goal.js';
import { SignInGoals } from './sign-in-goals.service.js';
import { SignInProblemFilter } from './sign-in-problem.filter.js';
import { heldPage } from './sign-in.page.js';
import { signInTexts } from './texts/index.js';

/** What the person can put right on the form, or try once more. */
const ASKS_AGAIN = new Set([
  'INVALID_CREDENTIALS',
  'EMAIL_NOT_VERIFIED',
  'ACCOUNT_DISABLED',
  'HASH_QUEUE_FULL',
  'RATE_LIMITED',
  'SESSION_ENDED',
  'STALE_FORM',
  'VALIDATION_FAILED',
]);

/** The page where a person signs in, for an application or for the pages of the own account. */
@ApiTags('Pages')
@Controller('sign-in')
@PageController()
export class SignInPageController {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly leading: LeadSignIn,
    private readonly form: SignInForm,
    private readonly logins: Login,
    private readonly finishing: FinishSignIn,
    private readonly secondFactor: SecondFactorPages,
  ) {}

  /** Shows the page to sign in, or goes on at once with an account that is signed in. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('REDIRECT_URI_NOT_ALLOWED', 'SESSION_ENDED')
  @ShowsPage()
  async show(
    @Query() { another, account, ...given }: SignInQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    if (goal === undefined) return answer;
    if (another === 'yes' && !isSilent(goal)) return this.form.show(visit, goal, {});
    return this.leading.lead(visit, goal, account ?? null);
  }

  /** Signs in by address and password, and goes on to the application or the page that was wanted. */
  @Post()
  @Public()
  @SignsIn('password')
  @RateClass('login')
  @UseFilters(SignInProblemFilter)
  @AcceptsForm()
  @Refuses(
    'INVALID_CREDENTIALS',
    'EMAIL_NOT_VERIFIED',
    'ACCOUNT_DISABLED',
    'SECOND_FACTOR_REQUIRED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'HASH_QUEUE_FULL',
    'REDIRECT_URI_NOT_ALLOWED',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async login(
    @Body() { form_token: token, email = '', password = '', account, ...given }: SignInFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    if (goal === undefined) return answer;
    try {
      this.visits.assertForm(visit, SIGN_IN_PATH, token);
      assertTyped(email, password);
      // The session of the browser is for no single service: what the application asks for counts at its trade.
      const signedIn = await this.logins.login({ email, password }, client);
      return await this.finishing.finish(visit, signedIn, authenticatedGoal(goal));
    } catch (error) {
      if (!isAppError(error)) throw error;
      const again = visit.sessions.find(({ id }) => id === account) ?? null;
      return this.refused(visit, goal, { error, email, again });
    }
  }

  private refused(
    visit: Visit,
    goal: SignInGoal,
    { error, ...typed }: { error: AppError; email: string; again: Visit['session'] },
  ): Promise<string> | string {
    noteRefusal(visit, error);
    if (error.code === 'SECOND_FACTOR_REQUIRED') return this.secondFactor.ask(visit, error, goal);
    if (error.code === 'SIGN_IN_CONFIRMATION_REQUIRED') return this.held(visit, goal, error);
    if (!ASKS_AGAIN.has(error.code)) throw error;
    return this.form.show(visit, goal, { ...typed, refused: error });
  }

  private held(visit: Visit, goal: SignInGoal, { entry: { status } }: AppError): string {
    const say = signInTexts(visit.language);
    return this.pages.send(visit.reply, visit, {
      status,
      title: say('heldTitle'),
      body: heldPage(say, this.pages.path(pathWith(SIGN_IN_PATH, goal))),
      again: addressWith(this.pages.path(SIGN_IN_PATH), fieldsOf(goal)),
    });
  }
}

/** The log event of the request has the code, although the answer is a form. */
function noteRefusal({ request }: Visit, error: AppError): void {
  (request as GatehouseRequest).refusal = { error, cause: error.cause };
}

/** @throws AppError `VALIDATION_FAILED` */
function assertTyped(email: string, password: string): void {
  if (email.trim() !== '' && password !== '') return;
  throw new AppError('VALIDATION_FAILED', { detail: 'Email and password are required' });
}
