import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AskAddressChange } from '#api/auth';
import { addressWith, type FormProblem } from '#api/platform/html';
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
import { webTexts } from '../texts/index.js';
import { PageFormDto } from '../visits/form.dto.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { AccountPages } from './account-pages.service.js';
import { AccountQueryDto } from './account-query.dto.js';
import { doneNotice } from './done-notice.js';
import { EmailFormDto } from './email-form.dto.js';
import { emailPage } from './email.page.js';
import { problemOf, statusOf } from '../visits/refused-form.js';
import { accountTexts } from './texts/index.js';

const PATH = '/account/email';
const DROP = '/account/email/cancel';
const PURPOSE = 'change_email';

interface Shown {
  readonly done?: string | undefined;
  readonly refused?: AppError | null;
  readonly typed?: string;
}

/** The page for the address of one's own account. */
@ApiTags('Pages')
@Controller('account/email')
@PageController()
export class EmailPageController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly shown: ShownProofs,
    private readonly asking: AskAddressChange,
  ) {}

  /** Shows the address, the change that waits, and, after a fresh proof, the form for a new one. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async show(
    @Query() { done, prove }: AccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    if (prove === 'yes' && !(await this.shown.isShown(visit, PURPOSE)))
      return this.shown.ask(visit, PURPOSE, PATH);
    return this.page(visit, { done });
  }

  /** Asks for another address, from its page. The page after it is the same, whether the address belongs to somebody or not. */
  @Post()
  @Public()
  @OfSignedInPage()
  @RateClass('mail')
  @AcceptsForm()
  @Refuses('VALIDATION_FAILED', 'SESSION_ENDED', 'CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async ask(
    @Body() { form_token: token, email = '' }: EmailFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const typed = email.trim();
    const codes = ['STALE_FORM', 'PROOF_REQUIRED', 'VALIDATION_FAILED', 'RATE_LIMITED'] as const;
    const refused = await refusalOf(codes, async () => {
      this.visits.assertForm(visit, PATH, token);
      const proven = this.shown.clientOf(visit, PURPOSE);
      await this.asking.ask(visit.session.principal, typed, proven);
    });
    if (refused?.code === 'PROOF_REQUIRED') return this.shown.ask(visit, PURPOSE, PATH);
    if (refused) return this.page(visit, { refused, typed });
    this.shown.used(visit, PURPOSE);
    return this.visits.goTo(visit, `${PATH}?done=asked`);
  }

  /** Calls off the change that waits for its confirmation. */
  @Post('cancel')
  @Public()
  @OfSignedInPage()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async cancel(
    @Body() { form_token: token }: PageFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const refused = await refusalOf(['STALE_FORM'], async () => {
      this.visits.assertForm(visit, DROP, token);
      await this.asking.cancel(visit.session.principal, client);
    });
    if (refused) return this.page(visit, { refused });
    return this.visits.goTo(visit, `${PATH}?done=dropped`);
  }

  /** Sends the browser that comes back here from the form to the page about the address. */
  @Get('cancel')
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async showForm(
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.visits.goTo(await this.visits.signedIn({ request, reply, client }), PATH);
  }

  private async page(
    visit: SignedInVisit,
    { done, refused = null, typed = '' }: Shown,
  ): Promise<string> {
    const say = accountTexts(visit.language);
    const { principal } = visit.session;
    const isProven = await this.shown.isShown(visit, PURPOSE);
    const path = this.pages.path(PATH);
    const body = emailPage(say, {
      account: principal.account,
      waiting: await this.asking.find(principal),
      notice: doneNotice(say, done, ['asked', 'dropped']),
      problems: problemsOf(say.language, refused),
      typed,
      form: isProven ? (content) => this.visits.form(visit, { action: PATH, ...content }) : null,
      dropForm: this.visits.form(visit, {
        action: DROP,
        button: say('emailDropButton'),
        buttonKind: 'plain',
      }),
      provePath: `${path}?prove=yes`,
    });
    return this.accountPages.send(visit, {
      status: statusOf(visit.reply, refused),
      title: say('pageEmail'),
      body,
      again: addressWith(path),
    });
  }
}

/** The service has but two objections to an address: it is none, or it is the present one. */
function problemsOf(language: Language, refused: AppError | null): readonly FormProblem[] {
  const say = accountTexts(language);
  if (refused?.code === 'RATE_LIMITED') return [{ words: say('emailTooOften') }];
  if (refused?.code !== 'VALIDATION_FAILED') return problemOf(language, refused);
  const isSame = refused.errors?.some(({ code }) => code === 'UNCHANGED') ?? false;
  const words = isSame ? say('emailSame') : webTexts(language)('addressProblem');
  return [{ words, fieldId: 'email' }];
}
