import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  Client,
  CurrentUser,
  FreshProof,
  IdParam,
  RateClass,
  Refuses,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { pageOf, PageQuery } from '#libs/paging';
import { IdentityDoneDto } from '#api/auth';
import { BeginFlow } from '../begin-flow.service.js';
import { BEGIN_FLOW_REFUSALS } from '../flow/refusals.js';
import { BeginLinkDto, IdentityListDto, LinkBegunDto, toIdentity } from './identities.dto.js';
import { OwnIdentities } from './own-identities.service.js';

/** How the signed-in user can sign in: linked providers, and the first password. */
@ApiTags('Linked providers')
@Controller('api/auth')
export class IdentitiesController {
  constructor(
    private readonly identities: OwnIdentities,
    private readonly flows: BeginFlow,
  ) {}

  /** Lists the providers that the account is linked with. */
  @Get('identities')
  @SignedIn()
  @RateClass('read')
  @Refuses()
  async list(@CurrentUser() user: Principal, @Query() query: PageQuery): Promise<IdentityListDto> {
    const { identities, hasPassword } = await this.identities.list(user);
    const { items, next_cursor } = pageOf(query, identities, ({ id }) => id);
    const shown = items.map(toIdentity);
    return { success: true, identities: shown, next_cursor, has_password: hasPassword };
  }

  /** Begins to link a provider, which the path names. It is finished by the same browser, while this session lasts. */
  @Post('identities/:identity')
  @ApiParam({
    name: 'identity',
    description: 'The name of the provider; one of `GET /api/oauth/providers`.',
    schema: { type: 'string', examples: ['google'] },
  })
  @HttpCode(200)
  @SignedIn()
  @FreshProof('link_identity')
  @RateClass('write')
  @Refuses(...BEGIN_FLOW_REFUSALS)
  async beginLink(
    @CurrentUser() principal: Principal,
    @Param('identity') provider: string,
    @Body() body: BeginLinkDto,
    @Client() client: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkBegunDto> {
    const { location, cookies } = await this.flows.link(
      { principal, client },
      { provider, redirect: body ?? {}, cookies: reply.request.headers.cookie },
    );
    reply.header('set-cookie', cookies);
    return { success: true, authorization_url: location };
  }

  /** Unlinks a provider, named by the id of its link. The last way to sign in stays. */
  @Delete('identities/:identity')
  @ApiParam({
    name: 'identity',
    description: 'The `id` of the link, of `GET /api/auth/identities`.',
    schema: { type: 'string', format: 'uuid' },
  })
  @SignedIn()
  @FreshProof('unlink_identity')
  @RateClass('write')
  @Refuses('IDENTITY_NOT_FOUND', 'LAST_SIGN_IN_METHOD')
  async unlink(
    @CurrentUser() user: Principal,
    @IdParam('identity') id: string,
    @Client() client: ClientInfo,
  ): Promise<IdentityDoneDto> {
    await this.identities.unlink(user, id, client);
    return { success: true, message: 'Identity unlinked' };
  }
}
