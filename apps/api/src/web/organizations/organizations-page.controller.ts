import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressWith, doneParagraph, errorSummary } from '#api/platform/html';
import { EndMembership } from '#api/organizations';
import { OwnUnits } from '#api/rbac';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isId, type AppError } from '#libs/kernel';
import { AccountPages } from '../account/account-pages.service.js';
import { accountTexts } from '../account/texts/index.js';
import { Pages } from '../pages.service.js';
import { refusalOf } from '../refusal-of.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { problemOf, statusOf } from '../visits/refused-form.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { LeaveFormDto, OrganizationsPageQueryDto } from './organizations-page.dto.js';
import { leaveQuestion, organizationsPage } from './organizations.page.js';
import { organizationsTexts } from './texts/index.js';

const PATH = '/account/organizations';

/** What the pages say themselves. */
const SHOWN = ['STALE_FORM', 'LAST_OWNER', 'ORGANIZATION_NOT_FOUND', 'MEMBER_NOT_FOUND'] as const;
const GONE: readonly string[] = ['ORGANIZATION_NOT_FOUND', 'MEMBER_NOT_FOUND'];

/** The pages of the organizations of which the user is a member. */
@ApiTags('Pages')
@Controller('account/organizations')
@PageController()
export class OrganizationsPageController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly own: OwnUnits,
    private readonly ending: EndMembership,
  ) {}

  /** Shows the organizations of the user, their units and roles there. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async list(
    @Query() { done }: OrganizationsPageQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const say = organizationsTexts(visit.language);
    const notice = done === 'left' || done === 'gone' ? say(done) : null;
    const body = organizationsPage(say, {
      organizations: await this.own.list(visit.session.principal.userId),
      notice: doneParagraph(notice),
      leavePath: (id) => this.pages.path(leavePath(id)),
    });
    const title = accountTexts(visit.language)('pageOrganizations');
    const again = addressWith(this.pages.path(PATH));
    return this.accountPages.send(visit, { status: 200, title, body, again });
  }

  /** Asks whether the user wants to leave the organization. */
  @Get(':organization_id/leave')
  @ApiParam({ name: 'organization_id', type: String })
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async askLeave(
    @Param('organization_id') id: string,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.question(await this.visits.signedIn({ request, reply, client }), id);
  }

  /** Leaves the organization with all its units and roles. */
  @Post(':organization_id/leave')
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('CROSS_SITE_FORM', 'STALE_FORM', 'LAST_OWNER')
  @ShowsPage()
  async leave(
    @Param('organization_id') id: string,
    @Body() { form_token: token }: LeaveFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    if (!isId(id)) return this.visits.goTo(visit, `${PATH}?done=gone`);
    const { principal } = visit.session;
    const refused = await refusalOf(SHOWN, async () => {
      this.visits.assertForm(visit, leavePath(id), token);
      const { userId } = principal;
      const leaving = { userId, unitId: id, isWithBelow: true, how: 'left' } as const;
      await this.ending.end({ principal, client }, leaving);
    });
    if (refused && !GONE.includes(refused.code)) return this.question(visit, id, refused);
    return this.visits.goTo(visit, `${PATH}?done=${refused ? 'gone' : 'left'}`);
  }

  private async question(
    visit: SignedInVisit,
    id: string,
    refused: AppError | null = null,
  ): Promise<string> {
    const say = organizationsTexts(visit.language);
    const mine = await this.own.list(visit.session.principal.userId);
    const organization = mine.find((one) => one.id === id);
    if (!organization) return this.visits.goTo(visit, `${PATH}?done=gone`);
    const body = leaveQuestion(say, {
      problem: errorSummary(say.language, problemOf(say.language, refused)),
      form: (button) => this.visits.form(visit, { action: leavePath(id), ...button }),
      backPath: this.pages.path(PATH),
    });
    return this.accountPages.send(visit, {
      status: statusOf(visit.reply, refused),
      title: say('leaveLabel', { name: organization.name }),
      body,
      again: addressWith(this.pages.path(leavePath(id))),
    });
  }
}

const leavePath = (id: string) => `${PATH}/${id}/leave` as const;
