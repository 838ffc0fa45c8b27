import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EnrolmentDuty } from '#api/auth';
import { OwnFactors } from '#api/factors';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AccountPages } from '../account/account-pages.service.js';
import { accountTexts } from '../account/texts/index.js';
import { Pages } from '../pages.service.js';
import { pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { Visits, type PagePath } from '../visits/visits.service.js';
import { CarriedGoal, goalPath } from './carried-goal.service.js';
import { factorList, type FactorList } from './factor-list.page.js';
import { FactorListQueryDto } from './factor-pages.dto.js';
import { factorTexts } from './texts/index.js';

/** The page of one's own factors, where a person is sent who must enrol one. */
@ApiTags('Pages')
@Controller('account/factors')
@PageController()
export class FactorListController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly goals: CarriedGoal,
    private readonly factors: OwnFactors,
    private readonly duties: EnrolmentDuty,
  ) {}

  /** Shows the passkeys, authenticator apps and recovery codes of the signed-in person. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async show(
    @Query() query: FactorListQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const { userId } = visit.session.principal;
    const goal = this.goals.of(visit, query);
    const duty = await this.duties.find(userId);
    const body = factorList(factorTexts(visit.language), {
      factors: await this.factors.list(userId),
      duty,
      done: query.done,
      paths: this.pathsOf(goal),
      goal: duty?.isOverdue === true ? null : this.wayOn(goal),
    });
    return this.accountPages.send(visit, {
      title: accountTexts(visit.language)('pageFactors'),
      body,
    });
  }

  private wayOn(goal: SignInGoal): FactorList['goal'] {
    const path = goalPath(goal);
    if (path === null) return null;
    return { path: this.pages.path(path), isApplication: goal.application !== null };
  }

  private pathsOf(goal: SignInGoal): FactorList['paths'] {
    const path = (page: PagePath) => this.pages.path(pathWith(page, goal));
    return {
      factor: (id) => path(`/account/factors/${id}`),
      newPasskey: path('/account/passkeys/new'),
      newApp: path('/account/authenticator'),
      recoveryCodes: path('/account/recovery-codes'),
    };
  }
}
