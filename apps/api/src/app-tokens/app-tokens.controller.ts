import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  FreshProof,
  IdParam,
  Idempotent,
  RateClass,
  Refuses,
  RequirePermission,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { EVERYTHING, PageQuery, toPage, toPageRequest } from '#libs/paging';
import {
  CreateTokenDto,
  RotateTokenDto,
  TokenCreatedDto,
  TokenDoneDto,
  TokenListDto,
  TokenRotatedDto,
} from './app-tokens.dto.js';
import { AppTokens } from './app-tokens.service.js';
import { MintingReplay } from './minting-replay.service.js';
import { toListedToken, toMintedToken } from './to-app-token.js';
import { TokenMinting } from './token-minting.service.js';

/** The credentials that services show each other. */
@ApiTags('Application tokens')
@Controller('api/tokens')
export class AppTokensController {
  constructor(
    private readonly tokens: AppTokens,
    private readonly minting: TokenMinting,
  ) {}

  /** Mints a token for a service; its value is shown in this answer alone. */
  @Post()
  @RequirePermission('token:write', { service: 'body:service_id' })
  @FreshProof('mint_token')
  @Idempotent({ secret: true, check: MintingReplay })
  @RateClass('write')
  @Refuses('SERVICE_NOT_FOUND', 'TOKEN_NAME_TAKEN', 'GRANT_DENIED', 'REAUTHENTICATION_REQUIRED')
  async create(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Body() body: CreateTokenDto,
  ): Promise<TokenCreatedDto> {
    const { service_id: serviceId, name, scopes = [] } = body;
    const minted = await this.minting.mint(
      { principal, client },
      {
        serviceId,
        name,
        expiresInDays: body.expires_in_days ?? null,
        scopes: [...new Set(scopes)],
        allowedNetworks: body.allowed_networks ?? [],
      },
    );
    return {
      success: true,
      message: 'Token created successfully',
      token_data: toMintedToken(minted),
    };
  }

  /** Lists the tokens of a service, without their values. */
  @Get('service/:service_id')
  @RequirePermission('token:read', { service: 'path:service_id' })
  @RateClass('read')
  @Refuses('SERVICE_NOT_FOUND')
  async list(
    @IdParam('service_id') serviceId: string,
    @Query() query: PageQuery,
  ): Promise<TokenListDto> {
    const request = toPageRequest(query, EVERYTHING);
    const found = await this.tokens.list(serviceId, request);
    const { items, next_cursor } = toPage(request, found, toListedToken);
    return { success: true, tokens: items, next_cursor };
  }

  /** Gives a token a new value; the one before goes on for `overlap_seconds`. */
  @Post(':token_id/rotate')
  @ApiBody({
    type: RotateTokenDto,
    examples: {
      hour: { summary: 'The token before goes on for an hour', value: { overlap_seconds: 3600 } },
    },
  })
  @HttpCode(200)
  @RequirePermission('token:write', { service: 'token:token_id' })
  @FreshProof('rotate_token')
  @Idempotent({ secret: true, check: MintingReplay })
  @RateClass('write')
  @Refuses('TOKEN_NOT_FOUND', 'TOKEN_REVOKED', 'GRANT_DENIED', 'REAUTHENTICATION_REQUIRED')
  async rotate(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('token_id') id: string,
    @Body() { overlap_seconds = 0 }: RotateTokenDto,
  ): Promise<TokenRotatedDto> {
    const rotated = await this.minting.rotate({ principal, client }, id, overlap_seconds);
    const previous_expires_at = rotated.previousExpiresAt?.toISOString() ?? null;
    const token_data = { ...toMintedToken(rotated), previous_expires_at };
    return { success: true, message: 'Token rotated successfully', token_data };
  }

  /** Revokes a token; every instance refuses it from the next request on. */
  @Post(':token_id/revoke')
  @HttpCode(200)
  @RequirePermission('token:write', { service: 'token:token_id' })
  @RateClass('write')
  @Refuses('TOKEN_NOT_FOUND')
  async revoke(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('token_id') id: string,
  ): Promise<TokenDoneDto> {
    await this.tokens.revoke({ principal, client }, id);
    return { success: true, message: 'Token revoked successfully' };
  }

  /** Deletes a token with its counts. */
  @Delete(':token_id')
  @RequirePermission('token:delete', { service: 'token:token_id' })
  @RateClass('write')
  @Refuses('TOKEN_NOT_FOUND')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('token_id') id: string,
  ): Promise<TokenDoneDto> {
    await this.tokens.remove({ principal, client }, id);
    return { success: true, message: 'Token deleted successfully' };
  }
}
