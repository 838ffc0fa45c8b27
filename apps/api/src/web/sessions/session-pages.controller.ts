import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserSessions } from '#api/browser-sessions';
import { addressWith } from '#api/platform/html';
import { EndSessions, ListSessions } from '#api/sessions';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError, type AppError } from '#libs/kernel';
import { AccountPages } from '../account/account-pages.service.js';
import { accountTexts } from '../account/texts/index.js';
import { Pages } from '../pages.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { listLinks } from './list-links.js';
import { doneNotice, refusalNotice } from './notices.js';
import { endOthersQuestion, sessionList } from './session-list.page.js';
import { EndOthersFormDto, EndSessionFormDto, SessionPageQueryDto } from './session-pages.dto.js';
import { sessionsTexts } from './texts/index.js';

const PATH = '/account/sessions';
const END_OTHERS = '/account/sessions/end-others';
const PAGE_SIZE = 20;

/** What was done before, by the value of `done`. */
const DONE = { ended: 'endedOne', others: 'endedOthers', gone: 'sessionGone' } as const;

interface Shown {
  readonly cursor?: string | undefined;
  readonly done?: string | undefined;
  readonly refused?: AppError;
}

/** The pages of the sessions of one's own account. */
@ApiTags('Pages')
@Controller('account/sessions')
@PageController()
export class SessionPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly sessions: ListSessions,
    private readonly ending: EndSessions,
    private readonly browserSessions: BrowserSessions,
  ) {}

  /** Shows the sessions of the account. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async list(
    @Query() query: SessionPageQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.show(await this.visits.signedIn({ request, reply, client }), query);
  }

  /** Asks whether all other sessions shall end. */
  @Get('end-others')
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async askEndOthers(
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.question(await this.visits.signedIn({ request, reply, client }));
  }

  /** Ends all sessions of the account but that of this browser. */
  @Post('end-others')
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async endOthers(
    @Body() { form_token: token }: EndOthersFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    try {
      this.visits.assertForm(visit, END_OTHERS, token);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'STALE_FORM') throw error;
      return this.question(visit, error);
    }
    await this.ending.endOthers(visit.session.principal, client);
    return this.visits.goTo(visit, `${PATH}?done=others`);
  }

  /** Ends one session of the account. That of this browser is signed out. */
  @Post(':session_id/end')
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async end(
    @Param('session_id') id: string,
    @Body() { form_token: token }: EndSessionFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const { principal } = visit.session;
    try {
      this.visits.assertForm(visit, endPath(id), token);
      if (id === principal.sessionId) return await this.signOut(visit);
      await this.ending.endOwn(principal, id, client);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'SESSION_NOT_FOUND') return this.visits.goTo(visit, `${PATH}?done=gone`);
      if (error.code === 'STALE_FORM') return this.show(visit, { refused: error });
      throw error;
    }
    return this.visits.goTo(visit, `${PATH}?done=ended`);
  }

  /** For a browser that comes back to the address of the form, as after a sign-in. */
  @Get(':session_id/end')
  @ApiParam({ name: 'session_id', type: String })
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async showForm(
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.visits.goTo(await this.visits.signedIn({ request, reply, client }), PATH);
  }

  private async signOut(visit: SignedInVisit): Promise<string> {
    const { session, client, reply } = visit;
    reply.header('set-cookie', await this.browserSessions.end(session, client));
    return this.visits.goTo(visit, '/signed-out');
  }

  private async show(visit: SignedInVisit, { cursor, done, refused }: Shown): Promise<string> {
    const say = sessionsTexts(visit.language);
    const asked = { limit: PAGE_SIZE, ...(cursor !== undefined && { afterId: cursor }) };
    const { sessions, nextId } = await this.sessions.list(visit.session.principal, asked);
    const path = this.pages.path(PATH);
    const label = { next: say('nextPage'), first: say('firstPage') };
    const body = sessionList(say, {
      sessions,
      notice: refused ? refusalNotice(say, refused) : doneNotice(say, DONE, done),
      endForm: (id, button) => this.visits.form(visit, { action: endPath(id), ...button }),
      endOthersPath: this.pages.path(END_OTHERS),
      devicesPath: this.pages.path('/account/devices'),
      wayOn: listLinks({ label, path, cursor, next: nextId }),
    });
    return this.accountPages.send(visit, {
      status: refused?.entry.status ?? 200,
      title: accountTexts(visit.language)('pageSessions'),
      body,
      again: addressWith(path),
    });
  }

  private question(visit: SignedInVisit, refused?: AppError): string {
    const say = sessionsTexts(visit.language);
    const body = endOthersQuestion(say, {
      problem: refused ? refusalNotice(say, refused) : null,
      form: (button) => this.visits.form(visit, { action: END_OTHERS, ...button }),
      passwordPath: this.pages.path('/account/password'),
      cancelPath: this.pages.path(PATH),
    });
    return this.accountPages.send(visit, {
      status: refused?.entry.status ?? 200,
      title: say('endOthersLink'),
      body,
      again: addressWith(this.pages.path(END_OTHERS)),
    });
  }
}

const endPath = (id: string) => `${PATH}/${id}/end` as const;
