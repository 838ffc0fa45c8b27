import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Profile } from '#api/auth';
import { addressWith } from '#api/platform/html';
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
import { Pages } from '../pages.service.js';
import { refusalOf } from '../refusal-of.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { AccountPages } from './account-pages.service.js';
import { AccountQueryDto } from './account-query.dto.js';
import { doneNotice } from './done-notice.js';
import { ProfileFormDto } from './profile-form.dto.js';
import { profilePage } from './profile.page.js';
import { problemOf, statusOf } from '../visits/refused-form.js';
import { accountTexts } from './texts/index.js';
import { changeOf, problemsIn, profileOf, type TypedProfile } from './typed-profile.js';

const PATH = '/account/profile';
const INVALID = 400;

/** The page for one's name and language. */
@ApiTags('Pages')
@Controller('account/profile')
@PageController()
export class ProfilePageController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly profile: Profile,
  ) {}

  /** Shows the page to change one's name and language. */
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
    return this.page(visit, profileOf(visit.session.principal.account), { done });
  }

  /** Changes the name and the language. The next page is in the chosen language. */
  @Post()
  @Public()
  @OfSignedInPage()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('VALIDATION_FAILED', 'SESSION_ENDED', 'CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async save(
    @Body() { form_token: token, first_name = '', last_name = '', locale = '' }: ProfileFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const { principal } = visit.session;
    const typed = { first_name: first_name.trim(), last_name: last_name.trim(), locale };
    const refused = await refusalOf(['STALE_FORM'], async () => {
      this.visits.assertForm(visit, PATH, token);
    });
    if (refused || Object.keys(problemsIn(typed)).length > 0)
      return this.page(visit, typed, { refused });
    await this.profile.update(principal, changeOf(principal.account, typed), client);
    // Otherwise an earlier choice at the foot of a page would still count for more than the browser.
    if (locale === '') request.server.gatehouseSite.languages.forget(request, reply);
    return this.visits.goTo(visit, `${PATH}?done=saved`);
  }

  private page(
    visit: SignedInVisit,
    typed: TypedProfile,
    {
      done,
      refused = null,
    }: { readonly done?: string | undefined; readonly refused?: AppError | null },
  ): string {
    const say = accountTexts(visit.language);
    const problems = problemsIn(typed);
    const body = profilePage(say, {
      typed,
      problems,
      formProblems: problemOf(say.language, refused),
      notice: doneNotice(say, done, ['saved']),
      form: (content) => this.visits.form(visit, { action: PATH, ...content }),
    });
    const isWrong = refused === null && Object.keys(problems).length > 0;
    return this.accountPages.send(visit, {
      status: isWrong ? INVALID : statusOf(visit.reply, refused),
      title: say('pageProfile'),
      body,
      again: addressWith(this.pages.path(PATH)),
    });
  }
}
