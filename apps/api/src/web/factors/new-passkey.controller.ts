import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasskeyRegistration } from '#api/factors';
import { addressWith } from '#api/platform/html';
import { findNamedProblem, problemWords } from '#api/platform/http';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { GoalQueryDto } from '../sign-in/goal.dto.js';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { passkeyCreateForm, type PasskeyForm } from '../passkeys/passkey-form.js';
import { PasskeySupport } from '../passkeys/passkey-support.service.js';
import { shownPasskey } from '../passkeys/shown-passkey.js';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { fieldsOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { AfterEnrolment } from './after-enrolment.service.js';
import { CarriedGoal } from './carried-goal.service.js';
import { NewPasskeyFormDto } from './factor-pages.dto.js';
import { newPasskeyPage } from './new-passkey.page.js';
import { factorTexts } from './texts/index.js';

interface Typed {
  readonly name: string;
  readonly problem: string;
  readonly status: number;
}

const PATH = '/account/passkeys/new';
const PURPOSE = 'add_factor';
/** What the form, with new options, can be shown with once more. */
const ASKS_AGAIN = new Set(['STALE_FORM', 'PASSKEY_REFUSED', 'PASSKEY_TAKEN', 'TOO_MANY_PASSKEYS']);

/** The page that adds a passkey. */
@ApiTags('Pages')
@Controller('account/passkeys/new')
@PageController()
export class NewPasskeyController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly proofs: ShownProofs,
    private readonly goals: CarriedGoal,
    private readonly registration: PasskeyRegistration,
    private readonly after: AfterEnrolment,
    private readonly support: PasskeySupport,
  ) {}

  /** Offers to make a passkey, once the person has shown who they are. Nothing is stored. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('SESSION_ENDED')
  @ShowsPage()
  async show(
    @Query() query: GoalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    return this.orAsk(visit, this.goals.of(visit, query));
  }

  /** Adds the passkey that the browser has made. */
  @Post()
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses(
    'PASSKEY_REFUSED',
    'PASSKEY_TAKEN',
    'TOO_MANY_PASSKEYS',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
    'VALIDATION_FAILED',
  )
  @ShowsPage()
  async add(
    @Body() { form_token: token, name = '', response, ...given }: NewPasskeyFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const goal = this.goals.of(visit, given);
    const named = name.trim() === '' ? null : name;
    const shown = { response: shownPasskey(response), name: named };
    try {
      this.visits.assertForm(visit, PATH, token);
      if (named !== null && findNamedProblem(named) !== null)
        return await this.orAsk(visit, goal, this.wrongName(visit, named));
      const { principal } = visit.session;
      const proving = this.proofs.clientOf(visit, PURPOSE);
      const { recoveryCodes } = await this.registration.finish(principal, shown, proving);
      this.proofs.used(visit, PURPOSE);
      return this.after.show(visit, 'passkey', recoveryCodes, goal);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'PROOF_REQUIRED') return this.ask(visit, goal);
      if (!ASKS_AGAIN.has(error.code)) throw error;
      const problem = problemWords(visit.language, error);
      return this.orAsk(visit, goal, { name, problem, status: error.entry.status });
    }
  }

  private wrongName({ language }: SignedInVisit, name: string): Typed {
    return { name, problem: factorTexts(language)('nameProblem'), status: 400 };
  }

  /** The page; without a fresh proof, the page for that. */
  private async orAsk(
    visit: SignedInVisit,
    goal: SignInGoal,
    typed: Typed | null = null,
  ): Promise<string> {
    if (!(await this.proofs.isShown(visit, PURPOSE))) return this.ask(visit, goal);
    return this.page(visit, goal, typed);
  }

  private ask(visit: SignedInVisit, goal: SignInGoal): string {
    return this.proofs.ask(visit, PURPOSE, pathWith(PATH, goal) as `/account${string}`);
  }

  private async page(visit: SignedInVisit, goal: SignInGoal, typed: Typed | null): Promise<string> {
    const say = factorTexts(visit.language);
    const made = this.support.isPossible ? await this.ceremony(visit, goal, typed) : null;
    const body = newPasskeyPage(say, {
      problem: typed?.problem ?? null,
      form: made?.html ?? null,
      listPath: this.pages.path(pathWith('/account/factors', goal)),
    });
    return this.accountPages.send(visit, {
      status: typed?.status ?? 200,
      title: say('passkeyAdd'),
      body,
      policy: made?.policy ?? {},
      again: addressWith(this.pages.path(PATH), fieldsOf(goal)),
    });
  }

  private async ceremony(
    visit: SignedInVisit,
    goal: SignInGoal,
    typed: Typed | null,
  ): Promise<PasskeyForm> {
    const proving = this.proofs.clientOf(visit, PURPOSE);
    return passkeyCreateForm(this.visits, visit, {
      options: await this.registration.options(visit.session.principal, proving),
      action: PATH,
      hidden: fieldsOf(goal),
      button: factorTexts(visit.language)('passkeyMake'),
      ...(typed && { name: typed.name }),
    });
  }
}
