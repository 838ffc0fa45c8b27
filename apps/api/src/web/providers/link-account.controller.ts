import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Providers } from '#api/oauth';
import { html } from '#api/platform/html';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { Pages } from '../pages.service.js';
import { goalOf, pathWith } from '../sign-in/sign-in-goal.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { Visits } from '../visits/visits.service.js';
import { SignInGoals } from '../sign-in/sign-in-goals.service.js';
import { LinkAccountQueryDto } from './providers.dto.js';
import { providerTexts } from './texts/index.js';

/** The page after a provider's sign-in whose address belongs to an account that is not linked with it. */
@ApiTags('Pages')
@Controller('link-account')
@PageController()
export class LinkAccountController {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly providers: Providers,
  ) {}

  /**
   * Says that the person signs in to the account first, and links the provider then. Nothing of the provider's answer is kept: the
   * link needs a fresh proof of the account, and a new sign-in at the provider.
   */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('PROVIDER_NOT_CONFIGURED', 'REDIRECT_URI_NOT_ALLOWED')
  @ShowsPage()
  async show(
    @Query() { provider = '', ...query }: LinkAccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, query);
    if (goal === undefined) return answer;
    const { name: id, title: name } = this.providers.get(provider);
    const say = providerTexts(visit.language);
    const linking = goalOf(null, `/account/identities/link?provider=${id}`);
    const body = html`<p>${say('linkAccountExists', { name })}</p>
      <p>${say('linkAccountHow', { name })}</p>
      <div class="wide-buttons">
        <p>
          <a class="button" href="${this.pages.path(pathWith('/sign-in', linking))}"
            >${say('linkAccountButton', { name })}</a
          >
        </p>
      </div>
      <p>
        <a href="${this.pages.path(pathWith('/sign-in', goal))}">${say('linkAccountWithout')}</a>
      </p>`;
    return this.pages.send(reply, visit, { title: say('linkAccountTitle', { name }), body });
  }
}
