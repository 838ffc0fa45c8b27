import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasswordChange } from '#api/auth';
import { BrowserSessions } from '#api/browser-sessions';
import {
  AcceptsForm,
  Client,
  OfSignedInPage,
  Public,
  RateClass,
  Refuses,
  type ClientInfo,
} from '#libs/access';
import { assertTyped, assertTypedTwice } from '../new-password.page.js';
import { refusalOf } from '../refusal-of.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { AccountQueryDto } from './account-query.dto.js';
import { PasswordFormDto } from './password-form.dto.js';
import { PASSWORD_PATH, PasswordPages } from './password-pages.service.js';

/** What the person can put right on the page. */
const ASKS_AGAIN = [
  'STALE_FORM',
  'WRONG_CURRENT_PASSWORD',
  'PASSWORD_UNACCEPTABLE',
  'HASH_QUEUE_FULL',
  'RATE_LIMITED',
] as const;

/** The page for the password of one's own account. */
@ApiTags('Pages')
@Controller('account/password')
@PageController()
export class PasswordPageController {
  constructor(
    private readonly visits: Visits,
    private readonly passwordPages: PasswordPages,
    private readonly passwords: PasswordChange,
    private readonly browserSessions: BrowserSessions,
  ) {}

  /** Shows the page to change the password or, for an account that has none, to set one. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('SESSION_ENDED')
  @ShowsPage()
  async show(
    @Query() { done }: AccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    return this.passwordPages.send(visit, { done });
  }

  /** Changes the password from the page. Every other session ends; that of the browser goes on with a new secret. */
  @Post()
  @Public()
  @OfSignedInPage()
  @RateClass('login')
  @AcceptsForm()
  @Refuses(
    'VALIDATION_FAILED',
    'WRONG_CURRENT_PASSWORD',
    'PASSWORD_UNACCEPTABLE',
    'HASH_QUEUE_FULL',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async change(
    @Body() {
      form_token: token,
      current_password = '',
      new_password = '',
      ...typed
    }: PasswordFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const change = { currentPassword: current_password, newPassword: new_password };
    const refused = await refusalOf(ASKS_AGAIN, async () => {
      this.visits.assertForm(visit, PASSWORD_PATH, token);
      assertTyped(new_password);
      assertTypedTwice(new_password, typed.new_password_repeat);
      await this.passwords.change(visit.session.principal, change, client);
    });
    if (refused) return this.passwordPages.send(visit, { refused });
    await this.renewSecret(visit);
    return this.visits.goTo(visit, `${PASSWORD_PATH}?done=changed`);
  }

  /** Another tab may have got a new secret at the same moment: then the browser has that. */
  private async renewSecret({ session, reply }: SignedInVisit): Promise<void> {
    await refusalOf(['SESSION_ENDED'], async () => {
      reply.header('set-cookie', await this.browserSessions.rotate(session));
    });
  }
}
