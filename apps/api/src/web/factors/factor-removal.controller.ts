import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RemoveFactor } from '#api/factors';
import { addressWith } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError, type AppError } from '#libs/kernel';
import { GoalFormDto, GoalQueryDto } from '../sign-in/goal.dto.js';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { fieldsOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits, type PagePath } from '../visits/visits.service.js';
import { CarriedGoal } from './carried-goal.service.js';
import { doneWith } from './done-with.js';
import { removalPage } from './factor.page.js';
import { ChosenFactors, type ChosenFactor } from './chosen-factors.service.js';
import { factorTexts } from './texts/index.js';

const PURPOSE = 'remove_factor';
const LIST = '/account/factors';

/** The page that removes a factor of the signed-in person. */
@ApiTags('Pages')
@Controller('account/factors/:factor_id/remove')
@PageController()
export class FactorRemovalController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly proofs: ShownProofs,
    private readonly goals: CarriedGoal,
    private readonly chosen: ChosenFactors,
    private readonly removal: RemoveFactor,
  ) {}

  /** Tells what the removal of a passkey or an authenticator app means, once the person has shown who they are. */
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
    const found = await this.chosen.get(visit, id);
    const goal = this.goals.of(visit, query);
    if (!(await this.proofs.isShown(visit, PURPOSE))) return this.ask(visit, found, goal);
    return this.page(visit, found, goal);
  }

  /** Removes a passkey or an authenticator app, from the page. */
  @Post()
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses(
    'FACTOR_NOT_FOUND',
    'LAST_SIGN_IN_METHOD',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async remove(
    @Param('factor_id') id: string,
    @Body() { form_token: token, ...given }: GoalFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const found = await this.chosen.get(visit, id);
    const goal = this.goals.of(visit, given);
    const acting = {
      principal: visit.session.principal,
      client: this.proofs.clientOf(visit, PURPOSE),
    };
    try {
      this.visits.assertForm(visit, pathOf(found), token);
      await this.removal.remove(acting, id);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'PROOF_REQUIRED') return this.ask(visit, found, goal);
      if (error.code !== 'STALE_FORM' && error.code !== 'LAST_SIGN_IN_METHOD') throw error;
      return this.page(visit, found, goal, error);
    }
    this.proofs.used(visit, PURPOSE);
    return this.visits.goTo(visit, doneWith(pathWith(LIST, goal), 'removed'));
  }

  private ask(visit: SignedInVisit, found: ChosenFactor, goal: SignInGoal): string {
    const next = pathWith(pathOf(found), goal) as `/account${string}`;
    return this.proofs.ask(visit, PURPOSE, next);
  }

  private page(
    visit: SignedInVisit,
    found: ChosenFactor,
    goal: SignInGoal,
    refused: AppError | null = null,
  ): string {
    const say = factorTexts(visit.language);
    const path = pathOf(found);
    const hidden = fieldsOf(goal);
    const body = removalPage(say, {
      ...found,
      problem: refused && problemWords(visit.language, refused),
      form: (content) => this.visits.form(visit, { action: path, hidden, ...content }),
      listPath: this.pages.path(pathWith(LIST, goal)),
    });
    return this.accountPages.send(visit, {
      status: refused?.entry.status ?? 200,
      title: say(found.factor.type === 'passkey' ? 'removePasskeyTitle' : 'removeAppTitle'),
      body,
      again: addressWith(this.pages.path(path), hidden),
    });
  }
}

const pathOf = ({ factor }: ChosenFactor): PagePath => `/account/factors/${factor.id}/remove`;
