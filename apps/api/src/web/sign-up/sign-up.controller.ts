import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authConfig, Registration } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { isAppError } from '#libs/kernel';
import { Pages } from '../pages.service.js';
import { pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { SignInGoals } from '../sign-in/sign-in-goals.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { SIGN_UP_PATH, SignUpForm } from './sign-up-form.service.js';
import { refusedProblems, typedProblems, type TypedSignUp } from './sign-up-problems.js';
import { SignUpFormDto, SignUpQueryDto } from './sign-up.dto.js';
import { registeredPage, sentPage } from './sign-up.page.js';
import { signUpTexts } from './texts/index.js';

const SENT_PATH = '/sign-up/sent';

/** Nothing more is written with a registration. */
const nothingMore = () => Promise.resolve();

/** The pages where a stranger registers an account. */
@ApiTags('Pages')
@Controller('sign-up')
@PageController()
export class SignUpPageController {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly form: SignUpForm,
    private readonly registration: Registration,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** Shows the page to register an account. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('REGISTRATION_DISABLED', 'REDIRECT_URI_NOT_ALLOWED')
  @ShowsPage()
  async show(
    @Query() query: SignUpQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.registration.assertOpen();
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...query });
    return goal === undefined ? answer : this.form.show(visit, goal);
  }

  /** Registers an account, and mails a link. A taken address gets the same answer, and its owner a mail. */
  @Post()
  @Public()
  @RateClass('register')
  @AcceptsForm()
  @Refuses(
    'REGISTRATION_DISABLED',
    'REDIRECT_URI_NOT_ALLOWED',
    'VALIDATION_FAILED',
    'PASSWORD_UNACCEPTABLE',
    'EMAIL_TAKEN',
    'HASH_QUEUE_FULL',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async register(
    @Body() { form_token: token, email, password, first_name, last_name, ...given }: SignUpFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.registration.assertOpen();
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    if (goal === undefined) return answer;
    const typed = {
      email: trimmed(email),
      password: password ?? '',
      firstName: trimmed(first_name),
      lastName: trimmed(last_name),
    };
    return this.submit(visit, goal, { typed, token });
  }

  /** Tells that a mail is on its way, and leads to the sign-in. */
  @Get('sent')
  @Public()
  @RateClass('read')
  @Refuses('REDIRECT_URI_NOT_ALLOWED')
  @ShowsPage()
  async sent(
    @Query() query: SignUpQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...query });
    if (goal === undefined) return answer;
    const say = signUpTexts(visit.language);
    const signInPath = this.pages.path(pathWith('/sign-in', goal));
    const resendPath = this.pages.path('/resend-verification');
    const isMailed = this.config.verificationRequired;
    return this.pages.send(reply, visit, {
      title: say(isMailed ? 'signUpSentTitle' : 'signUpDoneTitle'),
      body: isMailed ? sentPage(say, { signInPath, resendPath }) : registeredPage(say, signInPath),
    });
  }

  private async submit(
    visit: Visit,
    goal: SignInGoal,
    { typed, token }: { readonly typed: TypedSignUp; readonly token: unknown },
  ): Promise<string> {
    try {
      this.visits.assertForm(visit, SIGN_UP_PATH, token);
      const problems = typedProblems(visit.language, typed);
      if (problems.length > 0) return await this.form.show(visit, goal, { typed, problems });
      await this.registration.register(toRequest(visit, typed), visit.client, nothingMore);
    } catch (error) {
      const problems = isAppError(error) ? refusedProblems(visit.language, error) : null;
      if (!isAppError(error) || problems === null) throw error;
      const { status } = error.entry;
      return this.form.show(visit, goal, { typed, problems, status });
    }
    return this.visits.goTo(visit, pathWith(SENT_PATH, goal));
  }
}

const trimmed = (text: string | undefined): string => text?.trim() ?? '';

/** The account is made in the language in which the person has read the page. */
const toRequest = ({ language }: Visit, { email, password, firstName, lastName }: TypedSignUp) => ({
  email,
  password,
  firstName: firstName === '' ? null : firstName,
  lastName: lastName === '' ? null : lastName,
  locale: language,
});
