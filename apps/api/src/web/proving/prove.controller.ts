import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MakeProof } from '#api/auth';
import { addressWith } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import {
  AcceptsForm,
  Client,
  OfSignedInPage,
  Public,
  RateClass,
  Refuses,
  type ClientInfo,
} from '#libs/access';
import { isAppError, type AppError } from '#libs/kernel';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { wantedOf, type ProofWanted } from './proof-wanted.js';
import { ProveFormDto, ProveQueryDto } from './prove.dto.js';
import { provePage } from './prove.page.js';
import { OfferedProofs } from './offered-proofs.service.js';
import { shownFactorIn } from './shown-factor.js';
import { ShownProofs } from './shown-proofs.service.js';
import { provingTexts } from './texts/index.js';

const PATH = '/account/prove';

/** What the person can put right on the page. */
const ASKS_AGAIN = new Set([
  'WRONG_CURRENT_PASSWORD',
  'WRONG_FACTOR',
  'FACTOR_REQUIRED',
  'STALE_FORM',
]);

/** The page where a signed-in person shows once more who they are. */
@ApiTags('Pages')
@Controller('account/prove')
@PageController()
export class ProveController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly shown: ShownProofs,
    private readonly offers: OfferedProofs,
    private readonly proofs: MakeProof,
  ) {}

  /** Shows the page to make a fresh proof. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('NOT_FOUND')
  @ShowsPage()
  async show(
    @Query() query: ProveQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    return this.form(visit, wantedOf(query));
  }

  /** Makes a fresh proof, which the browser keeps, and goes on to the page of the act. */
  @Post()
  @Public()
  @OfSignedInPage()
  @RateClass('login')
  @AcceptsForm()
  @Refuses(
    'NOT_FOUND',
    'WRONG_CURRENT_PASSWORD',
    'WRONG_FACTOR',
    'FACTOR_UNREADABLE',
    'FACTOR_REQUIRED',
    'HASH_QUEUE_FULL',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async prove(
    @Body() { form_token: token, password = '', code, response, ...given }: ProveFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const wanted = wantedOf(given);
    const { principal } = visit.session;
    const wish = { principal, purpose: wanted.purpose, client };
    try {
      this.visits.assertForm(visit, PATH, token);
      const factor = shownFactorIn({ code, response });
      const proof = await (factor === null
        ? this.proofs.byOwnPassword(wish, password)
        : this.proofs.byOwnFactor(wish, factor));
      this.shown.give(visit, wanted.purpose, proof);
    } catch (error) {
      if (!isAppError(error) || !ASKS_AGAIN.has(error.code)) throw error;
      return this.form(visit, wanted, error);
    }
    return this.visits.goTo(visit, wanted.next);
  }

  private async form(
    visit: SignedInVisit,
    wanted: ProofWanted,
    refused: AppError | null = null,
  ): Promise<string> {
    const say = provingTexts(visit.language);
    const fields = { purpose: wanted.purpose, next: wanted.next };
    const form = { action: PATH, hidden: fields } as const;
    const { ways, policy } = await this.offers.of(visit, wanted, form);
    const body = provePage(say, {
      problem: refused && problemWords(say.language, refused),
      ways,
      form: (content) => this.visits.form(visit, { ...form, ...content }),
      forgotPath: this.pages.path('/forgot-password'),
      cancelPath: this.pages.path('/account'),
    });
    return this.accountPages.send(visit, {
      status: refused?.entry.status ?? 200,
      title: say('proveTitle'),
      body,
      policy,
      again: addressWith(this.pages.path(PATH), fields),
    });
  }
}
