import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConfirmAddressChange, UndoAddressChange } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { isAppError } from '#libs/kernel';
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

const CONFIRM = 'Change your e-mail address';
const UNDO = 'Take your account back';
/** What the person can put right on the page. */
const ASKS_AGAIN = new Set(['VERIFICATION_PROOF_REQUIRED', 'WRONG_CURRENT_PASSWORD']);

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
    try {
      await this.confirming.confirm(token, password === '' ? undefined : password, client);
    } catch (error) {
      if (!isAppError(error)) throw error;
      const { status } = error.entry;
      if (error.code === 'EMAIL_TAKEN')
        return this.pages.send(reply, { status, title: CONFIRM, body: addressTaken });
      if (error.code === 'INVALID_EMAIL_CHANGE_LINK') return this.dead(reply, CONFIRM);
      if (!ASKS_AGAIN.has(error.code)) throw error;
      return this.form(reply, token, client, { status, problems: sentencesOf(error) });
    }
    return this.pages.send(reply, { title: 'Address changed', body: addressChanged });
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
    const address = await this.undoing.look(token);
    if (address === null) return this.dead(reply, UNDO);
    const action = this.pages.path('/undo-email-change');
    return this.pages.send(reply, { title: UNDO, body: undoChangeForm({ action, token, address }) }); // prettier-ignore
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
    try {
      await this.undoing.undo(token, client);
    } catch (error) {
      if (isAppError(error) && error.code === 'INVALID_EMAIL_CHANGE_LINK')
        return this.dead(reply, UNDO);
      throw error;
    }
    return this.pages.send(reply, { title: 'Your account is yours again', body: changeUndone });
  }

  private async form(
    reply: FastifyReply,
    token: string,
    client: ClientInfo,
    refused: { readonly status: number; readonly problems: readonly string[] } = {
      status: 200,
      problems: [],
    },
  ): Promise<string> {
    const view = await this.confirming.look(token, client);
    if (view === null) return this.dead(reply, CONFIRM);
    const { status, problems } = refused;
    const action = this.pages.path('/change-email');
    const body = confirmChangeForm({ action, token, ...view, problems });
    return this.pages.send(reply, { status, title: CONFIRM, body });
  }

  private dead(reply: FastifyReply, title: string): string {
    const body = deadChangeLink(this.pages.path('/forgot-password'));
    return this.pages.send(reply, { status: 400, title, body });
  }
}
