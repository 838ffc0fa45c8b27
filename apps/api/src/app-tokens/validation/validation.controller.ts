import { Body, Controller, Get, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  AcceptsForm,
  ASKER_HEADER,
  Client,
  CurrentApp,
  NETWORKS_HEADER,
  RateClass,
  Refuses,
  RequireAppToken,
  RequireAppTokenOfCaller,
  type AppPrincipal,
  type ClientInfo,
} from '#libs/access';
import { TokenIntrospection } from './introspection.service.js';
import { TokenValidator } from './token-validator.service.js';
import { IntrospectDto, IntrospectionDto, ValidationDto } from './validation.dto.js';

/** What services ask about tokens. */
@ApiTags('Application tokens')
@Controller('api/tokens')
export class ValidationController {
  constructor(
    private readonly validator: TokenValidator,
    private readonly introspection: TokenIntrospection,
  ) {}

  /** Says whose the application token is that is shown as Bearer, and counts the use; `HEAD` does not count. */
  @Get('validate')
  @RequireAppTokenOfCaller()
  @RateClass('validate')
  @Refuses('ASKER_REQUIRED', 'ASKER_REFUSED')
  async validate(
    @CurrentApp() app: AppPrincipal,
    @Client() client: ClientInfo,
    @Headers(ASKER_HEADER) asker: string | undefined,
    @Headers(NETWORKS_HEADER) networks: string | undefined,
    @Req() { method }: FastifyRequest,
  ): Promise<ValidationDto> {
    const isAboutCaller = networks === 'told';
    const validation = await this.validator.validate(app, { client, asker, isAboutCaller });
    if (method !== 'HEAD') this.validator.countUse(app.tokenId);
    return validation;
  }

  /** Says whether a user's access token is good right now, and what its user may do in the caller's service (RFC 7662). */
  @Post('introspect')
  @HttpCode(200)
  @AcceptsForm()
  @RequireAppToken()
  @RateClass('validate')
  @Refuses()
  async introspect(
    @CurrentApp() app: AppPrincipal,
    @Body() { token }: IntrospectDto,
  ): Promise<IntrospectionDto> {
    const found = await this.introspection.introspect(app, token);
    if (!found.active) return { success: true, active: false };
    const { service, amr, permissions, roles, roleIds, aal2Permissions, aal2Roles, ...rest } =
      found;
    return {
      success: true,
      ...rest,
      token_type: 'Bearer',
      amr: [...amr],
      service: { id: service.id, name: service.name },
      permissions: [...permissions],
      roles: [...roles],
      role_ids: [...roleIds],
      aal2_permissions: [...aal2Permissions],
      aal2_roles: [...aal2Roles],
    };
  }
}
