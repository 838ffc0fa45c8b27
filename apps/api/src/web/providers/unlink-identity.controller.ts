import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identityNotFound, OwnIdentities } from '#api/oauth';
import { addressWith } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError, type AppError } from '#libs/kernel';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { unlinkPage, type ShownIdentity } from './identities.page.js';
import { ProviderWays } from './provider-ways.service.js';
import { UnlinkFormDto, UnlinkQueryDto } from './providers.dto.js';
import { toShownIdentity } from './shown-identity.js';
import { providerTexts } from './texts/index.js';

const PATH = '/account/identities/unlink';
const PURPOSE = 'unlink_identity';

/** What the person can put right, or is told on the page. */
const SHOWN = new Set(['LAST_SIGN_IN_METHOD', 'STALE_FORM']);

/** The page where a signed-in person unlinks a provider. */
@ApiTags('Pages')
@Controller('account/identities/unlink')
@PageController()
export class UnlinkIdentityController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly shown: ShownProofs,
    private readonly identities: OwnIdentities,
    private readonly ways: ProviderWays,
  ) {}

  /** Shows the page to unlink a provider, after a fresh proof. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('IDENTITY_NOT_FOUND', 'SESSION_ENDED')
  @ShowsPage()
  async show(
    @Query() { id }: UnlinkQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const identity = await this.get(visit, id);
    if (!(await this.shown.isShown(visit, PURPOSE))) return this.prove(visit, identity);
    return this.form(visit, identity);
  }

  /** Unlinks a provider. The last way to sign in stays. */
  @Post()
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses(
    'IDENTITY_NOT_FOUND',
    'LAST_SIGN_IN_METHOD',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async unlink(
    @Body() { form_token: token, id }: UnlinkFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const identity = await this.get(visit, id);
    const { principal } = visit.session;
    try {
      this.visits.assertForm(visit, PATH, token);
      const proven = this.shown.clientOf(visit, PURPOSE);
      await this.identities.unlink(principal, identity.id, proven);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'PROOF_REQUIRED') return this.prove(visit, identity);
      if (!SHOWN.has(error.code)) throw error;
      return this.form(visit, identity, error);
    }
    this.shown.used(visit, PURPOSE);
    return this.visits.goTo(visit, '/account/identities?done=unlinked');
  }

  /** @throws AppError `IDENTITY_NOT_FOUND` */
  private async get({ session }: SignedInVisit, id: string | undefined): Promise<ShownIdentity> {
    const { identities } = await this.identities.list(session.principal);
    const found = identities.find((one) => one.id === id);
    if (!found) throw identityNotFound();
    return toShownIdentity(found, this.ways);
  }

  private prove(visit: SignedInVisit, { id }: ShownIdentity): string {
    return this.shown.ask(visit, PURPOSE, `${PATH}?id=${id}`);
  }

  private form(
    visit: SignedInVisit,
    identity: ShownIdentity,
    refused: AppError | null = null,
  ): string {
    const say = providerTexts(visit.language);
    const hidden = { id: identity.id };
    const body = unlinkPage(say, identity, {
      problem: refused && problemWords(say.language, refused),
      backPath: this.pages.path('/account/identities'),
      form: (content) => this.visits.form(visit, { action: PATH, hidden, ...content }),
    });
    return this.accountPages.send(visit, {
      status: refused?.entry.status ?? 200,
      title: say('unlinkNamed', { name: identity.name }),
      body,
      again: addressWith(this.pages.path(PATH), hidden),
    });
  }
}
