import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientNonces, EmailSignIn } from '#api/auth';
import type { Html } from '#api/platform/html';
import {
  AcceptsForm,
  Client,
  Public,
  RateClass,
  Refuses,
  SignsIn,
  type ClientInfo,
} from '#libs/access';
import type { AppError } from '#libs/kernel';
import type { Say } from '#libs/languages';
import { Pages } from '../pages.service.js';
import { LinkQueryDto } from '../mailed-links/mailed-links.dto.js';
import { webTexts, type WebTexts } from '../texts/index.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { MailedLinkFormDto } from './mail-sign-in.dto.js';
import { LINK_PATH, MailSignInForms } from './mail-sign-in-forms.service.js';
import { MailSignIns } from './mail-sign-ins.service.js';
import { MailedGoals } from './mailed-goals.service.js';
import { deadSignInLink, wrongBrowser } from './mailed-link.page.js';

const ASKS_AGAIN = new Set(['RATE_LIMITED', 'STALE_FORM']);

/** The page that the link of a mail with a code to sign in opens, unless an application has one of its own. */
@ApiTags('Pages')
@Controller('sign-in-by-mail')
@PageController()
export class EmailSignInLinkController {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly emails: EmailSignIn,
    private readonly nonces: ClientNonces,
    private readonly forms: MailSignInForms,
    private readonly goals: MailedGoals,
    private readonly signIns: MailSignIns,
  ) {}

  /** Shows the button to sign in, in the browser that asked for the mail. Mail scanners and previews that open the link use nothing up. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_SIGN_IN_CODE', 'SIGN_IN_OF_ANOTHER_CLIENT')
  @ShowsPage()
  async show(
    @Query() { token = '' }: LinkQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const found = await this.emails.look(token, this.nonces.of(request.headers.cookie));
    if (!found) return this.refusal(visit, 401, deadSignInLink);
    const { isOwn, locale } = found;
    const ofAccount = locale ? { ...visit, language: this.pages.languageOf(reply, locale) } : visit;
    if (!isOwn) return this.refusal(ofAccount, 403, wrongBrowser);
    return this.forms.link(ofAccount, await this.goals.find(visit, token), { token });
  }

  /** Signs in by the mailed link, in the browser that asked for it, and goes on to what the person wanted there. */
  @Post()
  @Public()
  @SignsIn('email')
  @RateClass('login')
  @AcceptsForm()
  @Refuses(
    'EMAIL_SIGN_IN_DISABLED',
    'INVALID_SIGN_IN_CODE',
    'SIGN_IN_OF_ANOTHER_CLIENT',
    'ACCOUNT_DISABLED',
    'INVALID_CREDENTIALS',
    'SECOND_FACTOR_REQUIRED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'INVALID_TARGET',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async verify(
    @Body() { form_token: formToken, token = '' }: MailedLinkFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const goal = await this.goals.find(visit, token);
    return this.signIns.signIn(visit, {
      goal,
      read: () => {
        this.visits.assertForm(visit, LINK_PATH, formToken);
        return { token };
      },
      anew: (refused) =>
        ASKS_AGAIN.has(refused.code)
          ? this.forms.link(visit, goal, { token, refused })
          : this.refused(visit, refused),
    });
  }

  private refused(visit: Visit, { code, entry: { status } }: AppError): string | null {
    if (code === 'INVALID_SIGN_IN_CODE') return this.refusal(visit, status, deadSignInLink);
    if (code === 'SIGN_IN_OF_ANOTHER_CLIENT') return this.refusal(visit, status, wrongBrowser);
    return null;
  }

  private refusal(visit: Visit, status: number, body: (say: Say<WebTexts>) => Html): string {
    const say = webTexts(visit.language);
    const title = say('mailSignInTitle');
    return this.pages.send(visit.reply, visit, { status, title, body: body(say) });
  }
}
