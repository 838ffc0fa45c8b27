import { Readable } from 'node:stream';
import { Controller, Get, Header, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  Client,
  CurrentUser,
  RateClass,
  Refuses,
  RequirePermission,
  type ClientInfo,
  type Principal,
  SignedIn,
} from '#libs/access';
import { NEW_LIST_LIMIT, toPage, toPageRequest, PageQuery } from '#libs/paging';
import { AuditReading } from '#api/audit';
import { AuditListDto, AuditQuery, ActivityListDto } from './audit-api.dto.js';
import { AuditExport } from './audit-export.service.js';
import { OwnActivity } from './own-activity.service.js';
import { toAuditEvent, toAuditFilter } from './to-audit-event.js';

/** What happened; nothing here can change it. */
@ApiTags('Audit')
@Controller('api/audit')
export class AuditController {
  constructor(
    private readonly reading: AuditReading,
    private readonly exporting: AuditExport,
  ) {}

  /** Lists what happened, newest first. */
  @Get()
  @RequirePermission('audit:read')
  @RateClass('read')
  @Refuses()
  async list(@Query() query: AuditQuery): Promise<AuditListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.reading.list(toAuditFilter(query), request);
    const { items, next_cursor } = toPage(request, found, toAuditEvent);
    return { success: true, events: items, next_cursor };
  }

  /** Exports what happened, as a stream. One event a line, newest first, all that fit the query. The export itself is recorded; `HEAD` takes nothing away. */
  @Get('export')
  @RequirePermission('audit:read')
  @RateClass('read')
  @Refuses('TOO_MANY_STREAMS')
  @Header('Cache-Control', 'no-store')
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({
    description: 'One event a line, each as in the list.',
    schema: { type: 'string', example: '{"type":"login.succeeded","outcome":"success"}\n' },
  })
  async export(
    @CurrentUser() user: Principal,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Query() query: AuditQuery,
  ): Promise<StreamableFile> {
    const lines =
      request.method === 'HEAD'
        ? Readable.from([])
        : await this.exporting.open(user, client, toAuditFilter(query));
    return new StreamableFile(lines, {
      type: 'application/x-ndjson',
      disposition: 'attachment; filename="audit.ndjson"',
    });
  }
}

/** What happened to one's own account. */
@ApiTags('Profile')
@Controller('api/auth/activity')
export class ActivityController {
  constructor(private readonly activity: OwnActivity) {}

  /** Lists sign-ins, refused ones too, and changes of the caller's account, newest first. */
  @Get()
  @SignedIn()
  @RateClass('read')
  @Refuses()
  async list(
    @CurrentUser() { userId }: Principal,
    @Query() query: PageQuery,
  ): Promise<ActivityListDto> {
    const { items, next_cursor } = await this.activity.list(userId, query);
    return { success: true, activity: items, next_cursor };
  }
}
