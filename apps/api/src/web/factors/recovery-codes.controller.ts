import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OwnFactors, ReplaceRecoveryCodes } from '#api/factors';
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
import { Visits } from '../visits/visits.service.js';
import { AfterEnrolment } from './after-enrolment.service.js';
import { CarriedGoal } from './carried-goal.service.js';
import { recoveryCodesPage } from './recovery-codes.page.js';
import { factorTexts } from './texts/index.js';

const PATH = '/account/recovery-codes';
const PURPOSE = 'add_factor';

/** The page of one's own recovery codes. */
@ApiTags('Pages')
@Controller('account/recovery-codes')
@PageController()
export class RecoveryCodesController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly proofs: ShownProofs,
    private readonly goals: CarriedGoal,
    private readonly factors: OwnFactors,
    private readonly replacement: ReplaceRecoveryCodes,
    private readonly after: AfterEnrolment,
  ) {}

  /** Shows how many recovery codes are left. The person shows who they are before the codes are replaced. */
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
    return this.page(visit, this.goals.of(visit, query));
  }

  /** Makes ten new recovery codes in the place of all older ones, and shows them on this answer alone. */
  @Post()
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('SECOND_FACTOR_MISSING', 'SESSION_ENDED', 'CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async replace(
    @Body() { form_token: token, ...given }: GoalFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const goal = this.goals.of(visit, given);
    const { principal } = visit.session;
    const acting = { principal, client: this.proofs.clientOf(visit, PURPOSE) };
    try {
      this.visits.assertForm(visit, PATH, token);
      const codes = await this.replacement.replace(acting);
      this.proofs.used(visit, PURPOSE);
      return this.after.codes(visit, codes, { notice: null, goal });
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'PROOF_REQUIRED') return this.ask(visit, goal);
      if (error.code !== 'STALE_FORM' && error.code !== 'SECOND_FACTOR_MISSING') throw error;
      return this.page(visit, goal, error);
    }
  }

  private ask(visit: SignedInVisit, goal: SignInGoal): string {
    return this.proofs.ask(visit, PURPOSE, pathWith(PATH, goal) as `/account${string}`);
  }

  private async page(
    visit: SignedInVisit,
    goal: SignInGoal,
    refused: AppError | null = null,
  ): Promise<string> {
    const say = factorTexts(visit.language);
    const own = await this.factors.list(visit.session.principal.userId);
    const set = own.find(({ type }) => type === 'recovery_codes');
    const hasSecond = own.some(({ type }) => type !== 'recovery_codes');
    const hidden = fieldsOf(goal);
    const body = recoveryCodesPage(say, {
      left: hasSecond ? (set?.detail.codes_left ?? 0) : null,
      problem: refused && problemWords(visit.language, refused),
      form: (content) => this.visits.form(visit, { action: PATH, hidden, ...content }),
      listPath: this.pages.path(pathWith('/account/factors', goal)),
    });
    return this.accountPages.send(visit, {
      status: refused?.entry.status ?? 200,
      title: say('codes'),
      body,
      again: addressWith(this.pages.path(PATH), hidden),
    });
  }
}
