import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConfirmTotp } from '#api/factors';
import { LooksAtSecret } from '#api/protection/limits';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AppError, isAppError, isId } from '#libs/kernel';
import { GoalQueryDto } from '../sign-in/goal.dto.js';
import { ShownRefusal } from '../shown-refusal.js';
import { pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { AfterEnrolment } from './after-enrolment.service.js';
import {
  AUTHENTICATOR,
  AuthenticatorPages,
  CONFIRM_AUTHENTICATOR,
  type ShownEnrolment,
} from './authenticator-pages.service.js';
import { CarriedGoal } from './carried-goal.service.js';
import { ConfirmAuthenticatorFormDto } from './factor-pages.dto.js';
import { typedCode } from './typed-code.js';

/** Where the form with the first code of an authenticator app goes. */
@ApiTags('Pages')
@Controller('account/authenticator/confirm')
@PageController()
export class ConfirmAuthenticatorController {
  constructor(
    private readonly visits: Visits,
    private readonly goals: CarriedGoal,
    private readonly confirmation: ConfirmTotp,
    private readonly confirming: AuthenticatorPages,
    private readonly after: AfterEnrolment,
  ) {}

  /** Sends the browser to the page that begins: without the form there is nothing to show. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async show(
    @Query() query: GoalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    return this.visits.goTo(visit, pathWith(AUTHENTICATOR, this.goals.of(visit, query)));
  }

  /** Makes the authenticator app count by a code that it shows. */
  @Post()
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses(
    'FACTOR_NOT_FOUND',
    'INVALID_FACTOR_CODE',
    'FACTOR_UNREADABLE',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
    'VALIDATION_FAILED',
  )
  @ShowsPage()
  async confirm(
    @Body() form: ConfirmAuthenticatorFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { form_token: token, id, secret, code = '', ...given } = form;
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const goal = this.goals.of(visit, given);
    const enrolment = { id: String(id), secret: String(secret) };
    try {
      this.visits.assertForm(visit, CONFIRM_AUTHENTICATOR, token);
      if (!isId(enrolment.id)) throw noEnrolment();
      const { principal } = visit.session;
      const typed = typedCode(code).code;
      const finished = await this.confirmation.confirm({ principal, client }, enrolment.id, typed);
      return this.after.show(visit, 'authenticator', finished.recoveryCodes, goal);
    } catch (error) {
      if (!isAppError(error)) throw error;
      throw await this.refused(visit, enrolment, goal, error);
    }
  }

  /** What is thrown: a wrong code that is shown is counted and logged as any other. */
  private async refused(
    visit: SignedInVisit,
    enrolment: ShownEnrolment,
    goal: SignInGoal,
    error: AppError,
  ): Promise<AppError> {
    const isOver = error.params?.['tries_left'] === 0;
    if (error.code === 'FACTOR_NOT_FOUND' || isOver)
      return new ShownRefusal(error, this.confirming.ended(visit, goal, error));
    if (error.code !== 'INVALID_FACTOR_CODE' && error.code !== 'STALE_FORM') return error;
    const page = await this.confirming.showAgain(visit, enrolment, goal, error);
    return new ShownRefusal(error, page);
  }
}

const noEnrolment = () =>
  new AppError('FACTOR_NOT_FOUND', { detail: 'There is no such enrolment: begin again' });
