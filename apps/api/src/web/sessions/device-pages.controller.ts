import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressWith } from '#api/platform/html';
import { DeviceCredentials } from '#api/sessions';
import { OwnDevices, type Device } from '#api/sessions/devices';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AppError, Clock, isAppError } from '#libs/kernel';
import { pageOf } from '#libs/paging';
import { AccountPages } from '../account/account-pages.service.js';
import { accountTexts } from '../account/texts/index.js';
import { Pages } from '../pages.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { deviceList, forgetQuestion, type ListedDevice } from './device-list.page.js';
import { listLinks } from './list-links.js';
import { doneNotice, refusalNotice } from './notices.js';
import { DevicePageQueryDto, ForgetDeviceFormDto } from './session-pages.dto.js';
import { sessionsTexts } from './texts/index.js';

const PATH = '/account/devices';
const PAGE_SIZE = 20;

/** What was done before, by the value of `done`. */
const DONE = { forgotten: 'forgotten', gone: 'deviceGone' } as const;

/** The pages of the devices that one's own account knows. */
@ApiTags('Pages')
@Controller('account/devices')
@PageController()
export class DevicePagesController {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly devices: OwnDevices,
    private readonly credentials: DeviceCredentials,
    private readonly clock: Clock,
  ) {}

  /** Shows the devices that the account knows. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ShowsPage()
  async list(
    @Query() { cursor, done }: DevicePageQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    const say = sessionsTexts(visit.language);
    const known = await this.devices.list(visit.session.principal);
    const asked = { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
    const { items, next_cursor: next } = pageOf(asked, known, ({ id }) => id);
    const label = { next: say('nextPage'), first: say('firstPage') };
    const body = deviceList(say, {
      devices: items.map((device) => this.listed(device, visit)),
      notice: doneNotice(say, DONE, done),
      forgetPath: (id) => this.pages.path(forgetPath(id)),
      sessionsPath: this.pages.path('/account/sessions'),
      sessionsTitle: accountTexts(visit.language)('pageSessions'),
      now: this.clock.now(),
      wayOn: listLinks({ label, path: this.pages.path(PATH), cursor, next }),
    });
    return this.accountPages.send(visit, { title: say('devicesTitle'), body });
  }

  /** Asks whether a device shall be forgotten. */
  @Get(':device_id/forget')
  @Public()
  @RateClass('read')
  @Refuses('NOT_FOUND')
  @ShowsPage()
  async askForget(
    @Param('device_id') id: string,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.question(await this.visits.signedIn({ request, reply, client }), id);
  }

  /** Forgets a device, from its page. Its sessions end, and its next sign-in is one from a new device. */
  @Post(':device_id/forget')
  @Public()
  @RateClass('write')
  @AcceptsForm()
  @Refuses('NOT_FOUND', 'CROSS_SITE_FORM', 'STALE_FORM')
  @ShowsPage()
  async forget(
    @Param('device_id') id: string,
    @Body() { form_token: token }: ForgetDeviceFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client });
    try {
      this.visits.assertForm(visit, forgetPath(id), token);
      await this.devices.forget(visit.session.principal, id, client);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'DEVICE_NOT_FOUND') return this.visits.goTo(visit, `${PATH}?done=gone`);
      if (error.code === 'STALE_FORM') return this.question(visit, id, error);
      throw error;
    }
    return this.visits.goTo(visit, `${PATH}?done=forgotten`);
  }

  private async question(visit: SignedInVisit, id: string, refused?: AppError): Promise<string> {
    const say = sessionsTexts(visit.language);
    const known = await this.devices.list(visit.session.principal);
    const device = known.find((one) => one.id === id);
    if (!device) throw new AppError('NOT_FOUND', { detail: 'There is no such page.' });
    const action = forgetPath(device.id);
    const body = forgetQuestion(say, {
      listed: this.listed(device, visit),
      problem: refused ? refusalNotice(say, refused) : null,
      now: this.clock.now(),
      form: (button) => this.visits.form(visit, { action, ...button }),
      cancelPath: this.pages.path(PATH),
    });
    return this.accountPages.send(visit, {
      status: refused?.entry.status ?? 200,
      title: say('forgetTitle'),
      body,
      again: addressWith(this.pages.path(action)),
    });
  }

  private listed(device: Device, { client }: SignedInVisit): ListedDevice {
    const held = this.credentials.read(client.device?.shown);
    return { device, isCurrent: held?.hash.equals(device.credentialHash) ?? false };
  }
}

const forgetPath = (id: string) => `${PATH}/${id}/forget` as const;
