import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OwnFactors, type DetailedFactor } from '#api/factors';
import { addressWith } from '#api/platform/html';
import { findNamedProblem, problemWords } from '#api/platform/http';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AppError, isAppError } from '#libs/kernel';
import { GoalQueryDto } from '../sign-in/goal.dto.js';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { fieldsOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits, type PagePath } from '../visits/visits.service.js';
import { CarriedGoal } from './carried-goal.service.js';
import { doneWith } from './done-with.js';
import { NamedFactorFormDto } from './factor-pages.dto.js';
import { factorPage } from './factor.page.js';
import { ChosenFactors } from './chosen-factors.service.js';
import { factorTexts } from './texts/index.js';

interface Typed {
  readonly name: string;
  readonly problem: string;
  readonly status: number;
}

const pathOf = (id: string): PagePath => `/account/factors/${id}`;

/** The page of one factor of the signed-in person. */
@ApiTags('Pages')
@Controller('account/factors/:factor_id')
@PageController()
export class FactorController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly goals: CarriedGoal,
    private readonly chosen: ChosenFactors,
    private readonly factors: OwnFactors,
  ) {}

  /** Shows a passkey or an authenticator app. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('FACTOR_NOT_FOUND')
  @ShowsPage()
  async show(
    @Param('factor_id') id: string,
    @Query() query: GoalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const { factor } = await this.chosen.get(visit, id);
    return this.page(visit, factor, this.goals.of(visit, query));
  }

  /** Gives a passkey or an authenticator app another name. */
  @Post()
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('FACTOR_NOT_FOUND', 'CROSS_SITE_FORM', 'STALE_FORM', 'VALIDATION_FAILED')
  @ShowsPage()
  async rename(
    @Param('factor_id') id: string,
    @Body() { form_token: token, name = '', ...given }: NamedFactorFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const goal = this.goals.of(visit, given);
    const { factor } = await this.chosen.get(visit, id);
    try {
      this.visits.assertForm(visit, pathOf(factor.id), token);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'STALE_FORM') throw error;
      return this.page(visit, factor, goal, this.refused(visit, name, error));
    }
    if (findNamedProblem(name) !== null) {
      const problem = factorTexts(visit.language)('nameProblem');
      return this.page(visit, factor, goal, { name, problem, status: 400 });
    }
    const { principal } = visit.session;
    await this.factors.rename({ principal, client }, factor.id, name);
    return this.visits.goTo(visit, doneWith(pathWith('/account/factors', goal), 'renamed'));
  }

  private refused({ language }: SignedInVisit, name: string, error: AppError): Typed {
    return { name, problem: problemWords(language, error), status: error.entry.status };
  }

  private page(
    visit: SignedInVisit,
    factor: DetailedFactor,
    goal: SignInGoal,
    typed: Typed | null = null,
  ): string {
    const say = factorTexts(visit.language);
    const path = pathOf(factor.id);
    const hidden = fieldsOf(goal);
    const body = factorPage(say, {
      factor,
      typedName: typed?.name ?? factor.name,
      problem: typed?.problem ?? null,
      form: (content) => this.visits.form(visit, { action: path, hidden, ...content }),
      removePath: this.pages.path(pathWith(`${path}/remove`, goal)),
      listPath: this.pages.path(pathWith('/account/factors', goal)),
    });
    return this.accountPages.send(visit, {
      status: typed?.status ?? 200,
      title: say(factor.type === 'passkey' ? 'passkeyTitle' : 'appTitle'),
      body,
      again: addressWith(this.pages.path(path), hidden),
    });
  }
}
