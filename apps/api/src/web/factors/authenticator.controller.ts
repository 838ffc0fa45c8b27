import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BeginTotp } from '#api/factors';
import { addressWith } from '#api/platform/html';
import { findNamedProblem, problemWords } from '#api/platform/http';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { GoalQueryDto } from '../sign-in/goal.dto.js';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { fieldsOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { AuthenticatorPages, AUTHENTICATOR } from './authenticator-pages.service.js';
import { beginAuthenticator } from './authenticator.page.js';
import { CarriedGoal } from './carried-goal.service.js';
import { NamedFactorFormDto } from './factor-pages.dto.js';
import { factorTexts } from './texts/index.js';

interface Typed {
  readonly name: string;
  readonly problem: string;
  readonly status: number;
}

const PURPOSE = 'add_factor';
/** What the form can be shown with once more. */
const ASKS_AGAIN = new Set(['STALE_FORM', 'FACTOR_LIMIT_REACHED']);

/** The page that begins to add an authenticator app. */
@ApiTags('Pages')
@Controller('account/authenticator')
@PageController()
export class AuthenticatorController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly proofs: ShownProofs,
    private readonly goals: CarriedGoal,
    private readonly beginning: BeginTotp,
    private readonly confirming: AuthenticatorPages,
  ) {}

  /** Asks for the name of the app, once the person has shown who they are. Opening it begins nothing. */
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
    const goal = this.goals.of(visit, query);
    if (!(await this.proofs.isShown(visit, PURPOSE))) return this.ask(visit, goal);
    return this.page(visit, goal);
  }

  /** Shows the secret of a new app, on this answer alone: no address leads to it. */
  @Post()
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses(
    'FACTOR_LIMIT_REACHED',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
    'VALIDATION_FAILED',
  )
  @ShowsPage()
  async begin(
    @Body() { form_token: token, name = '', ...given }: NamedFactorFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const goal = this.goals.of(visit, given);
    const say = factorTexts(visit.language);
    const named = name.trim() === '' ? say('appDefaultName') : name;
    const { principal } = visit.session;
    const acting = { principal, client: this.proofs.clientOf(visit, PURPOSE) };
    try {
      this.visits.assertForm(visit, AUTHENTICATOR, token);
      if (findNamedProblem(named) !== null)
        return this.page(visit, goal, { name, problem: say('nameProblem'), status: 400 });
      const begun = await this.beginning.begin(acting, named);
      this.proofs.used(visit, PURPOSE);
      return this.confirming.show(visit, begun, goal);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'PROOF_REQUIRED') return this.ask(visit, goal);
      if (!ASKS_AGAIN.has(error.code)) throw error;
      const problem = problemWords(visit.language, error);
      return this.page(visit, goal, { name, problem, status: error.entry.status });
    }
  }

  private ask(visit: SignedInVisit, goal: SignInGoal): string {
    return this.proofs.ask(visit, PURPOSE, pathWith(AUTHENTICATOR, goal) as `/account${string}`);
  }

  private page(visit: SignedInVisit, goal: SignInGoal, typed: Typed | null = null): string {
    const say = factorTexts(visit.language);
    const hidden = fieldsOf(goal);
    const body = beginAuthenticator(say, {
      typedName: typed?.name ?? '',
      problem: typed?.problem ?? null,
      form: (content) => this.visits.form(visit, { action: AUTHENTICATOR, hidden, ...content }),
      listPath: this.pages.path(pathWith('/account/factors', goal)),
    });
    return this.accountPages.send(visit, {
      status: typed?.status ?? 200,
      title: say('appAdd'),
      body,
      again: addressWith(this.pages.path(AUTHENTICATOR), hidden),
    });
  }
}
