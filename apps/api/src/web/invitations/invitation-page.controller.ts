import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerInvitation, FindInvitation, type Invitation } from '#api/organizations';
import type { Html } from '#api/platform/html';
import {
  AcceptsForm,
  Client,
  OfSignedInPage,
  Public,
  RateClass,
  Refuses,
  type ClientInfo,
} from '#libs/access';
import { normaliseEmail, type AppError } from '#libs/kernel';
import { Pages } from '../pages.service.js';
import { refusalOf } from '../refusal-of.js';
import { pathWith } from '../sign-in/sign-in-goal.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { problemOf, statusOf } from '../visits/refused-form.js';
import type { Visit } from '../visits/visit.js';
import { Visits, type PagePath } from '../visits/visits.service.js';
import { InvitationFormDto, InvitationQueryDto } from './invitation-page.dto.js';
import {
  answered,
  answerForms,
  deadInvitation,
  invitationPage,
  notConfirmedPart,
  otherAccountPart,
  signInPart,
} from './invitation.page.js';
import { invitationTexts } from './texts/index.js';

const PATH = '/invitation';
const SHOWN = [
  'STALE_FORM',
  'INVALID_INVITATION',
  'INVITATION_FOR_OTHER_ADDRESS',
  'EMAIL_NOT_VERIFIED',
  'UNIT_LIMIT_REACHED',
] as const;

/** The page that the link of an invitation opens: to accept it or to decline it. */
@ApiTags('Pages')
@Controller('invitation')
@PageController()
export class InvitationPageController {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly finding: FindInvitation,
    private readonly answering: AnswerInvitation,
  ) {}

  /** Shows an invitation. Mail scanners and previews that open the link use nothing up. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_INVITATION')
  @ShowsPage()
  async show(
    @Query() { token = '' }: InvitationQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(await this.visits.of({ request, reply, client }), token, null);
  }

  /** Accepts an invitation, or declines it. */
  @Post()
  @Public()
  @OfSignedInPage()
  @RateClass('write')
  @AcceptsForm()
  @Refuses(...SHOWN, 'VALIDATION_FAILED', 'CROSS_SITE_FORM')
  @ShowsPage()
  async answer(
    @Body() { form_token: formToken, token = '', answer = 'accept' }: InvitationFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const acting = { principal: visit.session.principal, client };
    let joined: Invitation | null = null;
    const refused = await refusalOf(SHOWN, async () => {
      this.visits.assertForm(visit, PATH, formToken);
      if (answer === 'accept') joined = await this.answering.accept(acting, { token });
      else await this.answering.decline(acting, { token });
    });
    if (refused) return this.page(visit, token, refused);
    const say = invitationTexts(visit.language);
    const name = (joined as Invitation | null)?.organizationName ?? null;
    const body = answered(say, name, this.pages.path('/account'));
    return this.pages.send(reply, visit, { title: say('title'), body });
  }

  private async page(visit: Visit, token: string, refused: AppError | null): Promise<string> {
    const say = invitationTexts(visit.language);
    const invitation = await this.finding.findOpen(token);
    if (!invitation || refused?.code === 'INVALID_INVITATION')
      return this.pages.send(visit.reply, visit, {
        status: 400,
        title: say('title'),
        body: deadInvitation(say),
      });
    const problems = problemOf(visit.language, refused);
    const next = this.next(visit, invitation, token);
    return this.pages.send(visit.reply, visit, {
      status: statusOf(visit.reply, refused),
      title: say('title'),
      body: invitationPage(say, invitation, { problems, next }),
    });
  }

  /** What the person can do about the invitation. */
  private next(visit: Visit, { emailCanonical }: Invitation, token: string): Html {
    const say = invitationTexts(visit.language);
    const back = (path: PagePath) =>
      this.pages.path(pathWith(path, { application: null, next: `${PATH}?token=${token}` }));
    if (!visit.session)
      return signInPart(say, {
        signInPath: back('/sign-in'),
        signUpPath: this.pages.path('/sign-up'),
      });
    const { email, isEmailVerified } = visit.session.principal.account;
    if (normaliseEmail(email)?.canonical !== emailCanonical)
      return otherAccountPart(say, email, back('/choose-account'));
    if (!isEmailVerified) return notConfirmedPart(say, this.pages.path('/account'));
    return answerForms(say, (answer, content) =>
      this.visits.form(visit, { action: PATH, hidden: { token, answer }, ...content }),
    );
  }
}
