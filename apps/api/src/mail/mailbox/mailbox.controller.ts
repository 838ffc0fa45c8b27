import { Controller, Get, Headers, Inject, Param, Query, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PAGE_HEADERS } from '#api/platform/html';
import { Public, RateClass, Refuses } from '#libs/access';
import { basePathOf, coreConfig, type ConfigOf } from '#libs/config';
import { AppError } from '#libs/kernel';
import { pageOf } from '#libs/paging';
import { OutboxStatus } from '../outbox-status.service.js';
import { LocalMailboxGuard } from './local-mailbox.guard.js';
import {
  MailboxAnswerDto,
  MailboxMailAnswerDto,
  MailboxQuery,
  toMailboxMail,
} from './mailbox.dto.js';
import { Mailbox, type MailboxMail } from './mailbox.service.js';
import {
  FRAME_HEADERS,
  framed,
  renderMailbox,
  renderMailboxMail,
  type MailboxFrame,
} from './mailbox-pages.js';

const wantsJson = (accept = '') => /\bjson\b/i.test(accept) && !/\btext\/html\b/i.test(accept);

/** The mails of a server without a mail server: on this machine alone, never in production or behind a proxy. */
@ApiTags('Development')
@Controller('dev/mail')
@UseGuards(LocalMailboxGuard)
export class MailboxController {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly outbox: OutboxStatus,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  /** Lists the last 200 mails, the newest first. Those just queued are among them; as a page, or as JSON with `Accept: application/json`. */
  @Get()
  @Public()
  @RateClass('none')
  @Refuses('ROUTE_NOT_FOUND')
  @ApiProduces('application/json', 'text/html')
  @ApiOkResponse({ type: MailboxAnswerDto })
  async list(
    @Query() query: MailboxQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept') accept?: string,
  ): Promise<MailboxAnswerDto | string> {
    await this.outbox.untilEmpty();
    const all = await this.mailbox.list();
    const wanted = all.filter((mail) => isTo(mail, query.to));
    const { items, next_cursor } = pageOf(query, wanted, ({ id }) => id);
    const mails = items.map(toMailboxMail);
    reply.header('vary', 'Accept');
    if (wantsJson(accept)) return { success: true, mails, next_cursor };
    reply.headers(PAGE_HEADERS);
    return renderMailbox(this.surroundings, mails);
  }

  /** Shows one mail, as a page or as JSON. */
  @Get(':id')
  @Public()
  @RateClass('none')
  @Refuses('ROUTE_NOT_FOUND', 'NOT_FOUND')
  @ApiProduces('application/json', 'text/html')
  @ApiOkResponse({ type: MailboxMailAnswerDto })
  async show(
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept') accept?: string,
  ): Promise<MailboxMailAnswerDto | string> {
    const mail = toMailboxMail(await this.get(id));
    reply.header('vary', 'Accept');
    if (wantsJson(accept)) return { success: true, mail };
    reply.headers(PAGE_HEADERS);
    return renderMailboxMail(this.surroundings, mail);
  }

  /** Shows the HTML part of one mail. For a frame that lets nothing in it run. */
  @Get(':id/html')
  @Public()
  @RateClass('none')
  @Refuses('ROUTE_NOT_FOUND', 'NOT_FOUND')
  @ApiProduces('text/html')
  async frame(
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { html } = await this.get(id);
    reply.headers(FRAME_HEADERS);
    return framed(html);
  }

  private get surroundings(): MailboxFrame {
    return { appName: this.core.appName, basePath: basePathOf(this.core) };
  }

  private async get(id: string): Promise<MailboxMail> {
    const mail = await this.mailbox.find(id);
    if (!mail) throw new AppError('NOT_FOUND', { detail: 'There is no such mail (any more).' });
    return mail;
  }
}

const isTo = (mail: MailboxMail, to: string | undefined) =>
  to === undefined || mail.to.toLowerCase() === to.toLowerCase();
