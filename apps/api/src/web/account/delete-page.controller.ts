import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Erasure } from '#api/auth';
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
import { AppError, normaliseEmail, type Code } from '#libs/kernel';
import type { Language } from '#libs/languages';
import { Pages } from '../pages.service.js';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { refusalOf } from '../refusal-of.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { AccountPages } from './account-pages.service.js';
import { AccountQueryDto } from './account-query.dto.js';
import { DeleteFormDto } from './delete-form.dto.js';
import { deletePage } from './delete.page.js';
import { OwnCredentials } from './own-credentials.service.js';
import { problemOf, statusOf } from '../visits/refused-form.js';
import { accountTexts } from './texts/index.js';

const PATH = '/account/delete';
const PURPOSE = 'erase_account';

/** What the page itself says. */
const ASKS_AGAIN = [
  'STALE_FORM',
  'PROOF_REQUIRED',
  'VALIDATION_FAILED',
  'WRONG_CURRENT_PASSWORD',
  'LAST_ADMIN',
  'LAST_OWNER',
  'HASH_QUEUE_FULL',
  'RATE_LIMITED',
] as const satisfies readonly Code[];

interface Shown {
  readonly refused?: AppError;
  readonly typed?: string;
}

/** The page that deletes one's own account. */
@ApiTags('Pages')
@Controller('account/delete')
@PageController()
export class DeletePageController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly shown: ShownProofs,
    private readonly credentials: OwnCredentials,
    private readonly erasure: Erasure,
  ) {}

  /** Shows what goes with the account, and its form; where the password does not prove the account, after a fresh proof. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('SESSION_ENDED')
  @ShowsPage()
  async show(
    @Query() { prove }: AccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    if (prove === 'yes' && !(await this.isFormShown(visit)))
      return this.shown.ask(visit, PURPOSE, PATH);
    return this.page(visit);
  }

  /** Deletes the account, whose address the person has typed. There is no way back. */
  @Post()
  @Public()
  @OfSignedInPage()
  @RateClass('login')
  @AcceptsForm()
  @Refuses(
    'VALIDATION_FAILED',
    'WRONG_CURRENT_PASSWORD',
    'LAST_ADMIN',
    'LAST_OWNER',
    'HASH_QUEUE_FULL',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async erase(
    @Body() { form_token: token, address = '', password = '' }: DeleteFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const { principal } = visit.session;
    const refused = await refusalOf(ASKS_AGAIN, async () => {
      this.visits.assertForm(visit, PATH, token);
      assertTypedAddress(address, principal.account.email);
      const typed = (await this.isByPassword(visit)) ? password : undefined;
      await this.erasure.eraseOwn(principal, typed, this.shown.clientOf(visit, PURPOSE));
    });
    if (refused?.code === 'PROOF_REQUIRED') return this.shown.ask(visit, PURPOSE, PATH);
    if (refused) return this.page(visit, { refused, typed: address });
    this.shown.used(visit, PURPOSE);
    // Its session is gone: the browser forgets the cookie.
    await this.visits.of({ request, reply, client });
    return this.visits.goTo(visit, '/signed-out?done=deleted');
  }

  private async page(visit: SignedInVisit, { refused, typed = '' }: Shown = {}): Promise<string> {
    const say = accountTexts(visit.language);
    const { email } = visit.session.principal.account;
    const path = this.pages.path(PATH);
    const body = deletePage(say, {
      email,
      typed,
      problems: refused ? problemsOf(say.language, refused) : [],
      isByPassword: await this.isByPassword(visit),
      form: (await this.isFormShown(visit))
        ? (content) => this.visits.form(visit, { action: PATH, ...content })
        : null,
      provePath: `${path}?prove=yes`,
      exportPath: this.pages.path('/account/export'),
    });
    return this.accountPages.send(visit, {
      status: statusOf(visit.reply, refused ?? null),
      title: say('pageDelete'),
      body,
      again: addressWith(path),
    });
  }

  private async isByPassword({ session }: SignedInVisit): Promise<boolean> {
    const { hasPassword, hasFactor } = await this.credentials.of(session.principal);
    return hasPassword && !hasFactor;
  }

  private async isFormShown(visit: SignedInVisit): Promise<boolean> {
    return (await this.isByPassword(visit)) || this.shown.isShown(visit, PURPOSE);
  }
}

/** @throws AppError `VALIDATION_FAILED` */
function assertTypedAddress(typed: string, email: string): void {
  const shown = normaliseEmail(typed.trim())?.canonical;
  if (shown !== undefined && shown === normaliseEmail(email)?.canonical) return;
  throw new AppError('VALIDATION_FAILED', {
    detail: 'This is not the address of the account',
    errors: [
      { field: 'address', code: 'DIFFERENT', message: 'address is not that of the account' },
    ],
  });
}

function problemsOf(language: Language, refused: AppError): readonly FormProblem[] {
  if (refused.code === 'VALIDATION_FAILED')
    return [{ words: accountTexts(language)('deleteAddressProblem'), fieldId: 'address' }];
  const isPassword = refused.code === 'WRONG_CURRENT_PASSWORD';
  return problemOf(language, refused, isPassword ? 'password' : undefined);
}
