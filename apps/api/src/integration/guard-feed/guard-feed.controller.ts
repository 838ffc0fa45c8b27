import type { OutgoingHttpHeaders } from 'node:http';
import { Controller, Get, Header, Headers, Query, Res } from '@nestjs/common';
import { ApiNotModifiedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  Client,
  CurrentApp,
  RateClass,
  Refuses,
  RequireAppToken,
  type AppPrincipal,
  type ClientInfo,
  parseBearer,
} from '#libs/access';
import { isId } from '#libs/kernel';
import { Grants, GuardedUnits, versionWith, type HeldAtUnits } from '#api/rbac';
import { FeedStreams } from './feed-streams.service.js';
import { GuardPermissionsQuery } from './guard.dto.js';
import { GuardPermissionsAtUnitsDto } from './guard-units.dto.js';

/** What `@gatehouse/guard` asks; the whole protocol is in docs/guard-protocol.md. */
@ApiTags('Guard')
@Controller('api/guard')
export class GuardFeedController {
  constructor(
    private readonly streams: FeedStreams,
    private readonly grants: Grants,
    private readonly units: GuardedUnits,
  ) {}

  /** Streams what has changed. Sessions, users, permissions, tokens and keys, as server-sent events. */
  @Get('feed')
  @RequireAppToken()
  @RateClass('validate')
  @Refuses('SHUTTING_DOWN', 'TOO_MANY_STREAMS')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    description: 'A stream that begins with `hello` and goes on after `ready` with each change.',
    schema: { type: 'string', example: 'event: hello\ndata: {"protocol":1}\n\n' },
  })
  @Header('Cache-Control', 'no-store, no-transform')
  @Header('X-Accel-Buffering', 'no')
  @Header('Content-Type', 'text/event-stream')
  // An ended stream's connection is not kept: a server that stops would wait for it.
  @Header('Connection', 'close')
  feed(
    @CurrentApp() app: AppPrincipal,
    @Client() client: ClientInfo,
    @Headers('authorization') authorization: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const { raw } = reply;
    // Who left while the token was looked at says so no more: their stream would keep its place.
    if (raw.destroyed) return void reply.hijack();
    const token = parseBearer(authorization) ?? '';
    const stream = this.streams.start({ app, token, client, lastEventId });
    // Past the framework, which would hold all that it has made for the request as long as the stream is open.
    reply.hijack();
    raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
    raw.once('close', () => stream.destroy());
    // Cut off, and not at its end: the connection goes with it.
    stream.once('close', () => raw.writableEnded || raw.destroy());
    stream.pipe(raw);
  }

  /** Answers a user's roles and permissions in the caller's service, past every cache; 304 when `If-None-Match` still holds. */
  @Get('permissions')
  @RequireAppToken()
  @RateClass('validate')
  @Refuses()
  @ApiOkResponse({ type: GuardPermissionsAtUnitsDto })
  @ApiNotModifiedResponse({ description: 'What `If-None-Match` names still holds.' })
  async permissions(
    @CurrentApp() app: AppPrincipal,
    @Query() { user, units, cursor }: GuardPermissionsQuery,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GuardPermissionsAtUnitsDto | undefined> {
    // What cannot be an id holds nothing, as a user who is not there.
    const userId = isId(user) ? user : NOBODY;
    const holdings = await this.grants.readHoldingsOf(userId, app.serviceId);
    const held = units === 'true' ? await this.units.heldBy(userId, app.serviceId) : null;
    const version = held ? versionWith(holdings.version, held) : holdings.version;
    const etag = `"v1-${version}"`;
    void reply.header('ETag', etag).header('Cache-Control', 'no-store');
    if (known === etag) {
      void reply.status(304);
      return undefined;
    }
    const { id, name } = app.service;
    return {
      success: true,
      user_id: user,
      service: { id, name },
      permissions: [...holdings.permissions],
      roles: [...holdings.roles],
      role_ids: [...holdings.roleIds],
      aal2_permissions: [...holdings.aal2Permissions],
      aal2_roles: [...holdings.aal2Roles],
      ...(held && pageOf(held, cursor)),
      version,
    };
  }
}

const UNITS_PER_PAGE = 1000;

function pageOf({ roles, units }: HeldAtUnits, cursor: string | undefined) {
  const first = cursor === undefined ? 0 : units.findIndex(({ id }) => id > cursor.toLowerCase());
  const rest = first === -1 ? [] : units.slice(first, first + UNITS_PER_PAGE + 1);
  const page = rest.slice(0, UNITS_PER_PAGE);
  return {
    ...(cursor === undefined && {
      unit_roles: roles.map((role) => ({ ...role, permissions: [...role.permissions] })),
    }),
    units: page.map((unit) => ({ id: unit.id, roles: [...unit.roles] })),
    next_cursor: rest.length > UNITS_PER_PAGE ? (page.at(-1)?.id ?? null) : null,
  };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
