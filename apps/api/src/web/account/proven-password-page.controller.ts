import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FirstPassword, PasswordRemoval } from '#api/auth';
import {
  AcceptsForm,
  Client,
  OfSignedInPage,
  Public,
  RateClass,
  Refuses,
  type ClientInfo,
} from '#libs/access';
import { assertTyped, assertTypedTwice } from '../mailed-links/new-password.page.js';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { refusalOf } from '../refusal-of.js';
import { PageFormDto } from '../visits/form.dto.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { Visits, type PageRequest } from '../visits/visits.service.js';
import { AccountQueryDto } from './account-query.dto.js';
import { FirstPasswordFormDto } from './password-form.dto.js';
import {
  FIRST_PATH,
  PASSWORD_PATH,
  PasswordPages,
  REMOVAL_PATH,
} from './password-pages.service.js';

/** What the page itself says. */
const OF_FIRST = [
  'STALE_FORM',
  'PROOF_REQUIRED',
  'PASSWORD_UNACCEPTABLE',
  'PASSWORD_ALREADY_SET',
  'HASH_QUEUE_FULL',
] as const;
const OF_REMOVAL = ['STALE_FORM', 'PROOF_REQUIRED', 'PASSWORD_NOT_SET', 'PASSWORD_NEEDED'] as const;

type Purpose = 'set_password' | 'remove_password';

/** The forms that give an account its first password, or take the password away. They are on the page about the password. */
@ApiTags('Pages')
@Controller('account/password')
@PageController()
export class ProvenPasswordPageController {
  constructor(
    private readonly visits: Visits,
    private readonly passwordPages: PasswordPages,
    private readonly shown: ShownProofs,
    private readonly first: FirstPassword,
    private readonly removal: PasswordRemoval,
  ) {}

  /** Makes the fresh proof that a first password needs, and goes on to the page about the password. */
  @Get('first')
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  proveForFirst(
    @Query() query: AccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.prove({ request, reply, client }, 'set_password', query);
  }

  /** Gives an account without a password its first. */
  @Post('first')
  @Public()
  @OfSignedInPage()
  @RateClass('login')
  @AcceptsForm()
  @Refuses(
    'VALIDATION_FAILED',
    'PASSWORD_UNACCEPTABLE',
    'PASSWORD_ALREADY_SET',
    'HASH_QUEUE_FULL',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async set(
    @Body() { form_token: token, new_password = '', new_password_repeat }: FirstPasswordFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const refused = await refusalOf(OF_FIRST, async () => {
      this.visits.assertForm(visit, FIRST_PATH, token);
      assertTyped(new_password);
      assertTypedTwice(new_password, new_password_repeat);
      const proven = this.shown.clientOf(visit, 'set_password');
      await this.first.set(visit.session.principal, new_password, proven);
    });
    if (refused?.code === 'PROOF_REQUIRED')
      return this.shown.ask(visit, 'set_password', PASSWORD_PATH);
    if (refused) return this.passwordPages.send(visit, { refused });
    this.shown.used(visit, 'set_password');
    return this.visits.goTo(visit, `${PASSWORD_PATH}?done=set`);
  }

  /** Makes the fresh proof that the removal needs, and goes on to the page about the password. */
  @Get('removal')
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  proveForRemoval(
    @Query() query: AccountQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.prove({ request, reply, client }, 'remove_password', query);
  }

  /** Removes the password of an account with a passkey and a confirmed address. */
  @Post('removal')
  @Public()
  @OfSignedInPage()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('PASSWORD_NOT_SET', 'PASSWORD_NEEDED', 'SESSION_ENDED', 'CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async remove(
    @Body() { form_token: token }: PageFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const refused = await refusalOf(OF_REMOVAL, async () => {
      this.visits.assertForm(visit, REMOVAL_PATH, token);
      const proven = this.shown.clientOf(visit, 'remove_password');
      await this.removal.remove(visit.session.principal, proven);
    });
    if (refused?.code === 'PROOF_REQUIRED')
      return this.shown.ask(visit, 'remove_password', PASSWORD_PATH);
    if (refused) return this.passwordPages.send(visit, { refused });
    this.shown.used(visit, 'remove_password');
    return this.visits.goTo(visit, `${PASSWORD_PATH}?done=removed`);
  }

  /** Without the wish for a proof, only to the page with the form. */
  private async prove(page: PageRequest, purpose: Purpose, { prove }: AccountQueryDto) {
    const visit = await this.visits.signedIn(page);
    const isWanted = prove === 'yes' && !(await this.shown.isShown(visit, purpose));
    if (isWanted) return this.shown.ask(visit, purpose, PASSWORD_PATH);
    return this.visits.goTo(visit, PASSWORD_PATH);
  }
}
