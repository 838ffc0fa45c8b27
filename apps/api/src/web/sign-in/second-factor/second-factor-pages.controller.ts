import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SecondFactorSignIn } from '#api/auth';
import type { ShownFactor } from '#api/factors';
import { LooksAtSecret } from '#api/protection/limits';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AppError, isAppError } from '#libs/kernel';
import { typedCode } from '../../factors/typed-code.js';
import { shownPasskey } from '../../passkeys/shown-passkey.js';
import { ShownRefusal } from '../../visits/shown-refusal.js';
import { PageController, ShowsPage } from '../../visits/page-route.js';
import type { Visit } from '../../visits/visit.js';
import { Visits } from '../../visits/visits.service.js';
import { FinishSignIn } from '../finish-sign-in.service.js';
import { GoalQueryDto } from '../goal.dto.js';
import { SECOND_FACTOR_PATH, SecondFactorPages } from '../second-factor-pages.service.js';
import { SignInForm } from '../sign-in-form.service.js';
import { authenticatedGoal, pathWith, type SignInGoal } from '../sign-in-goal.js';
import { SignInGoals } from '../sign-in-goals.service.js';
import { SecondFactorFormDto } from './second-factor.dto.js';
import { secondFactorTexts } from './texts/index.js';

/** What the person can put right on the page, while the challenge is open. */
const ASKS_AGAIN = new Set(['INVALID_FACTOR', 'VALIDATION_FAILED', 'RATE_LIMITED', 'STALE_FORM']);
/** The first factor must be shown once more. */
const BEGINS_AGAIN = new Set(['INVALID_SIGN_IN_CHALLENGE', 'SESSION_ENDED']);

/** The page for the second step of a sign-in. The challenge of the first one is carried by its form alone. */
@ApiTags('Pages')
@Controller('second-factor')
@PageController()
export class SecondFactorPagesController {
  constructor(
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly signIns: SecondFactorSignIn,
    private readonly finishing: FinishSignIn,
    private readonly secondFactor: SecondFactorPages,
    private readonly form: SignInForm,
  ) {}

  /** Sends the browser to the sign-in: without its challenge there is nothing to show. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('REDIRECT_URI_NOT_ALLOWED')
  @ShowsPage()
  async show(
    @Query() given: GoalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    return goal === undefined ? answer : this.visits.goTo(visit, pathWith('/sign-in', goal));
  }

  /** Goes on with a sign-in by a second factor, to the application or the page that was wanted. */
  @Post()
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses(
    'INVALID_SIGN_IN_CHALLENGE',
    'INVALID_FACTOR',
    'FACTOR_UNREADABLE',
    'INVALID_TARGET',
    'REDIRECT_URI_NOT_ALLOWED',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async verify(
    @Body() { form_token: token, challenge = '', code, response, ...given }: SecondFactorFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { remember_device: remember, ...wanted } = given;
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...wanted });
    if (goal === undefined) return answer;
    try {
      this.visits.assertForm(visit, SECOND_FACTOR_PATH, token);
      const shown = shownIn({ code, response });
      const step = { challenge, shown, remembersDevice: remember === 'yes' };
      const signedIn = await this.signIns.signIn(step, client);
      return await this.finishing.finish(visit, signedIn, authenticatedGoal(goal));
    } catch (error) {
      if (!isAppError(error)) throw error;
      throw await this.refused(visit, { goal, challenge, error });
    }
  }

  /** What is thrown: a refusal that is shown is counted and logged as any other. */
  private async refused(
    visit: Visit,
    { goal, challenge, error }: { goal: SignInGoal; challenge: string; error: AppError },
  ): Promise<AppError> {
    const asksAgain = ASKS_AGAIN.has(error.code);
    if (!asksAgain && !BEGINS_AGAIN.has(error.code)) return error;
    const page = asksAgain ? await this.secondFactor.askAgain(visit, challenge, goal, error) : null;
    if (page !== null) return new ShownRefusal(error, page);
    const words = secondFactorTexts(visit.language)('signInEnded');
    return new ShownRefusal(error, await this.form.show(visit, goal, { refused: error, words }));
  }
}

/** @throws AppError `VALIDATION_FAILED` when nothing was typed */
function shownIn({ code, response }: SecondFactorFormDto): ShownFactor {
  if (response !== undefined && response !== '')
    return { type: 'passkey', response: shownPasskey(response) as never };
  if (code === undefined || code.trim() === '')
    throw new AppError('VALIDATION_FAILED', { detail: 'Enter a code' });
  return typedCode(code);
}
