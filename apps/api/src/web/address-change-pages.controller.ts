import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConfirmAddressChange, UndoAddressChange } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { addressWith } from '#api/platform/html';
import type { AppError } from '#libs/kernel';
import type { Say } from '#libs/languages';
import {
  addressChanged,
  addressTaken,
  changeUndone,
  confirmChangeForm,
  deadChangeLink,
  undoChangeForm,
} from './address-change.page.js';
import { sentencesOf } from './new-password.page.js';
import { PageProblemFilter } from './page-problem.filter.js';
import { ChangeEmailFormDto, LinkQueryDto, SignInAnswerFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import { refusalOf } from './refusal-of.js';
import { ShownRefusal } from './shown-refusal.js';
import type { WebTexts } from './texts/index.js';

type Title = 'changeTitle' | 'undoTitle';

/** What the person can put right on the page. */
const ASKS_AGAIN = ['VERIFICATION_PROOF_REQUIRED', 'WRONG_CURRENT_PASSWORD'] as const;
const DEAD = 'INVALID_EMAIL_CHANGE_LINK';

/** The pages that the links of mails about a change of the address open. */
@ApiTags('Pages')
@Controller()
@UseFilters(PageProblemFilter)
export class AddressChangePagesController {
  constructor(
    private readonly pages: Pages,
    private readonly confirming: ConfirmAddressChange,
    private readonly undoing: UndoAddressChange,
  ) {}

  /** Shows the page to confirm a new address. Mail scanners and previews that open the link use nothing up. */
  @Get('change-email')
  @Public()
  @RateClass('read')
  @Refuses('INVALID_EMAIL_CHANGE_LINK')
  @ApiProduces('text/html')
  confirmForm(
    @Query() { token = '' }: LinkQueryDto,
    @Client() client: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.form(reply, token, client);
  }

  /** Changes the address from the page. */
  @Post('change-email')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses(
    'INVALID_EMAIL_CHANGE_LINK',
    'VERIFICATION_PROOF_REQUIRED',
    'WRONG_CURRENT_PASSWORD',
    'EMAIL_TAKEN',
    'RECOVERY_MAIL_HELD_BACK',
    'HASH_QUEUE_FULL',
    'CROSS_SITE_FORM',
  )
  @ApiProduces('text/html')
  async confirm(
    @Body() { token = '', password }: ChangeEmailFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    const typed = password === '' ? undefined : password;
    const confirm = () => this.confirming.confirm(token, typed, client);
    const refused = await refusalOf(['EMAIL_TAKEN', DEAD, ...ASKS_AGAIN], confirm);
    if (refused) throw new ShownRefusal(refused, await this.refused(reply, token, client, refused));
    const say = this.pages.sayTo(reply);
    return this.pages.send(reply, say, {
      title: say('changeDoneTitle'),
      body: addressChanged(say),
    });
  }

  /** Shows the page to undo a change of the address. Mail scanners and previews that open the link use nothing up. */
  @Get('undo-email-change')
  @Public()
  @RateClass('read')
  @Refuses('INVALID_EMAIL_CHANGE_LINK')
  @ApiProduces('text/html')
  async undoForm(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = await this.undoing.look(token);
    if (view === null) return this.dead(reply, 'undoTitle');
    const { address, locale } = view;
    const say = this.pages.sayTo(reply, locale);
    const action = this.pages.path('/undo-email-change');
    const body = undoChangeForm(say, { action, token, address });
    return this.pages.send(reply, say, { title: say('undoTitle'), body });
  }

  /** Gives the account its old address back, from the page. */
  @Post('undo-email-change')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses('INVALID_EMAIL_CHANGE_LINK', 'EMAIL_TAKEN', 'RECOVERY_MAIL_HELD_BACK', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  async undo(
    @Body() { token = '' }: SignInAnswerFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    const undo = () => this.undoing.undo(token, client);
    const refused = await refusalOf([DEAD], undo);
    if (refused) throw new ShownRefusal(refused, this.dead(reply, 'undoTitle'));
    const say = this.pages.sayTo(reply);
    return this.pages.send(reply, say, { title: say('undoDoneTitle'), body: changeUndone(say) });
  }

  private refused(
    reply: FastifyReply,
    token: string,
    client: ClientInfo,
    error: AppError,
  ): Promise<string> | string {
    if (error.code === 'EMAIL_TAKEN') return this.taken(reply, error);
    if (error.code === DEAD) return this.dead(reply, 'changeTitle');
    return this.form(reply, token, client, error);
  }

  private async form(
    reply: FastifyReply,
    token: string,
    client: ClientInfo,
    refused?: AppError,
  ): Promise<string> {
    const view = await this.confirming.look(token, client);
    if (view === null) return this.dead(reply, 'changeTitle');
    const { locale, ...shown } = view;
    const say = this.pages.sayTo(reply, locale);
    const action = this.pages.path('/change-email');
    const problems = refused ? problemsOf(say, refused) : [];
    return this.pages.send(reply, say, {
      status: refused?.entry.status ?? 200,
      title: say('changeTitle'),
      body: confirmChangeForm(say, { action, token, ...shown, problems }),
      again: addressWith(action, { token }),
    });
  }

  private taken(reply: FastifyReply, { entry: { status } }: AppError): string {
    const say = this.pages.sayTo(reply);
    return this.pages.send(reply, say, { status, title: say('changeTitle'), body: addressTaken(say) }); // prettier-ignore
  }

  private dead(reply: FastifyReply, title: Title): string {
    const say = this.pages.sayTo(reply);
    const body = deadChangeLink(say, this.pages.path('/forgot-password'));
    return this.pages.send(reply, say, { status: 400, title: say(title), body });
  }
}

/** The sentence of the code is about a registration. */
const problemsOf = (say: Say<WebTexts>, error: AppError): readonly string[] =>
  error.code === 'VERIFICATION_PROOF_REQUIRED' ? [say('changeProof')] : sentencesOf(say, error);
