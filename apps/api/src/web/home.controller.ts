import { Controller, Get, Header, HttpCode, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLocalRequest } from '#api/mail';
import { html, type Html } from '#api/platform/html';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { coreConfig, type ConfigOf } from '#libs/config';
import type { Say } from '#libs/languages';
import { StartNotices } from '#libs/operation';
import { PageProblemFilter } from './page-problem.filter.js';
import { Pages } from './pages.service.js';
import { signInLink } from './sign-in/sign-in-link.js';
import { webTexts, type WebTexts } from './texts/index.js';
import { Visits } from './visits/visits.service.js';

/** What the start tells a developer of, by the label of its notice. */
const FOR_DEVELOPERS = [
  { label: 'Docs', path: '/docs', text: 'homeDocs', isLocalOnly: false },
  { label: 'Mailbox', path: '/dev/mail', text: 'homeMailbox', isLocalOnly: true },
] as const;

/** The page at the root of this server, which a mail may name. */
@ApiTags('Pages')
@Controller()
@UseFilters(PageProblemFilter)
export class HomeController {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly notices: StartNotices,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  /** Shows the start page; during development with links to where to go on. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ApiProduces('text/html')
  async show(
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const say = webTexts(visit.language);
    const app = html`<bdi>${this.pages.appName}</bdi>`;
    const body = html`<p>${say.parts('homeIntro', { app })}</p>
      ${visit.session ? this.accountLink(say) : signInLink(say, this.pages.path('/sign-in'))}
      <p><a href="${this.pages.path('/forgot-password')}">${say('forgotTitle')}</a></p>
      ${this.developerLinks(say, request)}`;
    return this.pages.send(reply, say, { title: this.pages.appName, body });
  }

  /** Browsers request it on their own: there is no icon, and no refusal in the log. */
  @Get('favicon.ico')
  @HttpCode(204)
  @Public()
  @RateClass('none')
  @Refuses()
  @ApiExcludeEndpoint()
  @Header('cache-control', 'public, max-age=86400')
  icon(): void {}

  private accountLink(say: Say<WebTexts>): Html {
    const path = this.pages.path('/account');
    return html`<p><a class="button" href="${path}">${say('yourAccount')}</a></p>`;
  }

  /** Nothing in production. */
  private developerLinks(say: Say<WebTexts>, { raw, headers }: FastifyRequest): Html | null {
    if (this.core.nodeEnv === 'production') return null;
    const isLocal = isLocalRequest({ remoteAddress: raw.socket.remoteAddress, headers });
    const told = new Set(
      this.notices.list().flatMap(({ label, level }) => (level === 'warn' ? [] : [label])),
    );
    const links = FOR_DEVELOPERS.filter(
      ({ label, isLocalOnly }) => told.has(label) && (isLocal || !isLocalOnly),
    );
    if (links.length === 0) return null;
    return html`<h2>${say('homeDevelopers')}</h2>
      <ul>
        ${links.map(({ path, text }) => html`<li><a href="${this.pages.path(path)}">${say(text)}</a></li>`)}
      </ul>`;
  }
}
