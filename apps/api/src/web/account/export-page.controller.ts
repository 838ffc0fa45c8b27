import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountExport } from '#api/auth';
import { addressWith, errorSummary, html, type FormProblem } from '#api/platform/html';
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
import type { Language } from '#libs/languages';
import { Pages } from '../pages.service.js';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { refusalOf } from '../refusal-of.js';
import { PageFormDto } from '../visits/form.dto.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { AccountPages } from './account-pages.service.js';
import { AccountQueryDto } from './account-query.dto.js';
import { problemOf, statusOf } from '../visits/refused-form.js';
import { accountTexts } from './texts/index.js';

const PATH = '/account/export';
const PURPOSE = 'export_account';

const FILE_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'content-disposition': 'attachment; filename="account-export.json"',
  'cache-control': 'no-store',
} as const;

/** The page for the export of what is kept about oneself. */
@ApiTags('Pages')
@Controller('account/export')
@PageController()
export class ExportPageController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly shown: ShownProofs,
    private readonly exporting: AccountExport,
  ) {}

  /** Shows what the export has and, after a fresh proof, its form. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async show(
    @Query() { prove }: AccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    if (prove === 'yes' && !(await this.shown.isShown(visit, PURPOSE)))
      return this.shown.ask(visit, PURPOSE, PATH);
    return this.page(visit);
  }

  /** Answers what is kept about the signed-in person as a file. It uses the proof up. */
  @Post()
  @Public()
  @OfSignedInPage()
  @RateClass('login')
  @AcceptsForm()
  @Refuses('CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async export(
    @Body() { form_token: token }: PageFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    let file = '';
    const refused = await refusalOf(['STALE_FORM', 'PROOF_REQUIRED', 'RATE_LIMITED'], async () => {
      this.visits.assertForm(visit, PATH, token);
      const proven = this.shown.clientOf(visit, PURPOSE);
      file = JSON.stringify(await this.exporting.export(visit.session.principal, proven));
    });
    if (refused?.code === 'PROOF_REQUIRED') return this.shown.ask(visit, PURPOSE, PATH);
    if (refused) return this.page(visit, refused);
    this.shown.used(visit, PURPOSE);
    reply.headers(FILE_HEADERS);
    return file;
  }

  private async page(visit: SignedInVisit, refused: AppError | null = null): Promise<string> {
    const say = accountTexts(visit.language);
    const path = this.pages.path(PATH);
    const act = (await this.shown.isShown(visit, PURPOSE))
      ? this.visits.form(visit, { action: PATH, button: say('exportButton') })
      : html`<p><a class="button" href="${path}?prove=yes">${say('goOn')}</a></p>`;
    return this.accountPages.send(visit, {
      status: statusOf(visit.reply, refused),
      title: say('pageExport'),
      body: html`${errorSummary(say.language, problemsOf(say.language, refused))}
        <p>${say('exportWhat')}</p>
        <p>${say('exportPrivate')}</p>
        ${act}`,
      again: addressWith(path),
    });
  }
}

function problemsOf(language: Language, refused: AppError | null): readonly FormProblem[] {
  return refused?.code === 'RATE_LIMITED'
    ? [{ words: accountTexts(language)('exportTooOften') }]
    : problemOf(language, refused);
}
