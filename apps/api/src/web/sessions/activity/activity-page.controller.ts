import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OwnActivity } from '#api/audit/api';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AccountPages } from '../../account/account-pages.service.js';
import { accountTexts } from '../../account/texts/index.js';
import { Pages } from '../../pages.service.js';
import { PageController, ShowsPage } from '../../visits/page-route.js';
import { Visits } from '../../visits/visits.service.js';
import { listLinks } from '../list-links.js';
import { activityPage } from './activity.page.js';
import { ActivityPageQueryDto } from './activity-page.dto.js';
import { activityTexts } from './texts/index.js';

const PATH = '/account/activity';
const PAGE_SIZE = 25;

/** The page of what happened to one's own account. */
@ApiTags('Pages')
@Controller('account/activity')
@PageController()
export class ActivityPageController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly activity: OwnActivity,
  ) {}

  /** Shows what happened to the account, newest first. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async list(
    @Query() { cursor }: ActivityPageQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const say = activityTexts(visit.language);
    const asked = { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
    const { items, next_cursor: next } = await this.activity.list(
      visit.session.principal.userId,
      asked,
    );
    const label = { next: say('older'), first: say('newest') };
    const body = activityPage(say, {
      activity: items,
      wayOn: listLinks({ label, path: this.pages.path(PATH), cursor, next }),
      paths: {
        password: this.pages.path('/account/password'),
        sessions: this.pages.path('/account/sessions'),
        factors: this.pages.path('/account/factors'),
        identities: this.pages.path('/account/identities'),
      },
    });
    const title = accountTexts(visit.language)('pageActivity');
    return this.accountPages.send(visit, { title, body });
  }
}
