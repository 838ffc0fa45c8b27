import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BEGIN_FLOW_REFUSALS, PageFlows, Providers, type Provider } from '#api/oauth';
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
import { goingPage, linkPage } from './identities.page.js';
import { LinkIdentityFormDto, LinkIdentityQueryDto } from './providers.dto.js';
import { providerTexts } from './texts/index.js';

const PATH = '/account/identities/link';
const PURPOSE = 'link_identity';

/** The page where a signed-in person links a provider. */
@ApiTags('Pages')
@Controller('account/identities/link')
@PageController()
export class LinkIdentityController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly shown: ShownProofs,
    private readonly flows: PageFlows,
    private readonly providers: Providers,
  ) {}

  /** Shows the page to link a provider, after a fresh proof. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('PROVIDER_NOT_CONFIGURED')
  @ShowsPage()
  async show(
    @Query() { provider: name = '' }: LinkIdentityQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const provider = this.providers.get(name);
    if (!(await this.shown.isShown(visit, PURPOSE))) return this.prove(visit, provider);
    return this.form(visit, provider);
  }

  /** Begins to link a provider: the browser goes there, and this session links what it comes back with. */
  @Post()
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses(...BEGIN_FLOW_REFUSALS, 'CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async link(
    @Body() { form_token: token, provider: name = '' }: LinkIdentityFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const provider = this.providers.get(name);
    try {
      this.visits.assertForm(visit, PATH, token);
      return await this.go(visit, provider);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'PROOF_REQUIRED') return this.prove(visit, provider);
      if (error.code === 'CROSS_SITE_FORM') throw error;
      return this.form(visit, provider, error);
    }
  }

  private async go(visit: SignedInVisit, provider: Provider): Promise<string> {
    const { request, reply, session } = visit;
    const showing = { principal: session.principal, client: this.shown.clientOf(visit, PURPOSE) };
    const { cookie } = request.headers;
    const { location, cookies } = await this.flows.link(showing, provider.name, cookie);
    this.shown.used(visit, PURPOSE);
    reply.headers({ 'set-cookie': [...cookies], refresh: `0;url=${location}` });
    const say = providerTexts(visit.language);
    const name = provider.title;
    const body = goingPage(say, name, location);
    return this.send(visit, provider, { title: say('linkNamed', { name }), body });
  }

  private prove(visit: SignedInVisit, { name }: Provider): string {
    return this.shown.ask(visit, PURPOSE, `${PATH}?provider=${name}`);
  }

  private form(visit: SignedInVisit, provider: Provider, refused: AppError | null = null): string {
    const say = providerTexts(visit.language);
    const name = provider.title;
    const hidden = { provider: provider.name };
    const body = linkPage(say, name, {
      problem: refused && problemWords(say.language, refused),
      backPath: this.pages.path('/account/identities'),
      form: (content) => this.visits.form(visit, { action: PATH, hidden, ...content }),
    });
    const status = refused?.entry.status ?? 200;
    return this.send(visit, provider, { status, title: say('linkNamed', { name }), body });
  }

  private send(
    visit: SignedInVisit,
    { name }: Provider,
    page: Parameters<AccountPages['send']>[1],
  ): string {
    const again = addressWith(this.pages.path(PATH), { provider: name });
    return this.accountPages.send(visit, { ...page, again });
  }
}
