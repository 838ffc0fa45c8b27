import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OwnIdentities, Providers } from '#api/oauth';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AccountPages } from '../account/account-pages.service.js';
import { accountTexts } from '../account/texts/index.js';
import { Pages } from '../pages.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { Visits } from '../visits/visits.service.js';
import { identitiesPage } from './identities.page.js';
import { ProviderWays } from './provider-ways.service.js';
import { IdentitiesQueryDto } from './providers.dto.js';
import { toShownIdentity } from './shown-identity.js';
import { providerTexts } from './texts/index.js';

const DONE = new Map([
  ['linked', 'linkedDone'],
  ['unlinked', 'unlinkedDone'],
] as const);

/** The page of the providers that a person can sign in with. */
@ApiTags('Pages')
@Controller('account/identities')
@PageController()
export class IdentitiesPageController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly identities: OwnIdentities,
    private readonly providers: Providers,
    private readonly ways: ProviderWays,
  ) {}

  /** Lists the linked providers, and those that can be linked. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('SESSION_ENDED')
  @ShowsPage()
  async list(
    @Query() { done = '' }: IdentitiesQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const { identities } = await this.identities.list(visit.session.principal);
    const own = '/account/identities';
    const body = identitiesPage(providerTexts(visit.language), {
      done: DONE.get(done as 'linked') ?? null,
      identities: identities.map((one) => toShownIdentity(one, this.ways)),
      unlinkPath: (id) => this.pages.path(`${own}/unlink?id=${id}`),
      providers: this.providers.list().map(({ name, title }) => ({
        title,
        path: this.pages.path(`${own}/link?provider=${name}`),
      })),
    });
    const title = accountTexts(visit.language)('pageIdentities');
    return this.accountPages.send(visit, { title, body });
  }
}
