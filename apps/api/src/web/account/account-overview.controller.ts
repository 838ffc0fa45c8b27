import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MailRequests } from '#api/auth';
import {
  AcceptsForm,
  Client,
  OfSignedInPage,
  Public,
  RateClass,
  Refuses,
  type ClientInfo,
} from '#libs/access';
import type { AppError } from '#libs/kernel';
import { errorSummary, html } from '#api/platform/html';
import { Pages } from '../pages.service.js';
import { refusalOf } from '../refusal-of.js';
import { PageFormDto } from '../visits/form.dto.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { overviewPage } from './account-overview.page.js';
import { AccountOverview } from './account-overview.service.js';
import { AccountPages } from './account-pages.service.js';
import { AccountQueryDto } from './account-query.dto.js';
import { doneNotice } from './done-notice.js';
import { problemOf, statusOf } from '../visits/refused-form.js';
import { accountTexts } from './texts/index.js';

const RESEND = '/account/confirmation';

/** The overview of one's own account. */
@ApiTags('Pages')
@Controller('account')
@PageController()
export class AccountOverviewController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly overview: AccountOverview,
    private readonly mails: MailRequests,
  ) {}

  /** Shows the account, what deserves attention, and links to the pages of the account. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async show(
    @Query() { done }: AccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    return this.page(visit, { done });
  }

  /** Mails a new link to confirm the address of the account. */
  @Post('confirmation')
  @Public()
  @OfSignedInPage()
  @RateClass('mail')
  @AcceptsForm()
  @Refuses('CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async resend(
    @Body() { form_token: token }: PageFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const refused = await refusalOf(['STALE_FORM'], async () => {
      this.visits.assertForm(visit, RESEND, token);
      await this.mails.submit('verify_email', visit.session.principal.account.email, client);
    });
    if (refused) return this.page(visit, { refused });
    return this.visits.goTo(visit, '/account?done=resent');
  }

  /** Sends the browser that comes back here from the form to the overview. */
  @Get('confirmation')
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async showForm(
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.visits.goTo(await this.visits.signedIn({ request, reply, client }), '/account');
  }

  private async page(
    visit: SignedInVisit,
    {
      done,
      refused = null,
    }: { readonly done?: string | undefined; readonly refused?: AppError | null },
  ): Promise<string> {
    const say = accountTexts(visit.language);
    const { principal } = visit.session;
    const body = overviewPage(say, {
      ...(await this.overview.of(principal)),
      account: principal.account,
      notice: html`${errorSummary(say.language, problemOf(say.language, refused))}
      ${doneNotice(say, done, ['resent'])}`,
      path: (page) => this.pages.path(page),
      resendForm: this.visits.form(visit, {
        action: RESEND,
        button: say('resendButton'),
        buttonKind: 'plain',
      }),
      footer: this.accountPages.footer(visit, principal.account.email),
    });
    const status = statusOf(visit.reply, refused);
    return this.pages.send(visit.reply, visit, { status, title: say('account'), body });
  }
}
