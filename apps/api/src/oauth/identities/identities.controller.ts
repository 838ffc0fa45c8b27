import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  Client,
  CurrentUser,
  IdParam,
  RateClass,
  Refuses,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { pageOf, PageQuery } from '#libs/paging';
import { ProviderJourney } from '../flow/provider-journey.service.js';
import { assertRedirectAllowed } from '../flow/redirect-uris.js';
import { oauthConfig } from '../oauth.config.js';
import { FirstPassword } from './first-password.service.js';
import {
  BeginLinkDto,
  IdentityDoneDto,
  IdentityListDto,
  LinkBegunDto,
  SetPasswordDto,
} from './identities.dto.js';
import { OwnIdentities } from './own-identities.service.js';
import { toIdentity } from './to-identity.js';

/** What is done to the ways into an account needs a sign-in of the last ten minutes. */
const RECENT = { withinSeconds: 600 };

/** The ways into the account of who is signed in. */
@ApiTags('Linked providers')
@Controller('api/auth')
export class IdentitiesController {
  constructor(
    private readonly identities: OwnIdentities,
    private readonly journey: ProviderJourney,
    private readonly password: FirstPassword,
    @Inject(oauthConfig.KEY) private readonly config: ConfigOf<typeof oauthConfig>,
  ) {}

  /** Lists them. */
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

  /** Begins to link a provider; it is finished by the same browser, while this session lasts. */
  @Post('identities/:provider')
  @HttpCode(200)
  @SignedIn(RECENT)
  @RateClass('write')
  @Refuses(
    'PROVIDER_NOT_CONFIGURED',
    'REDIRECT_URI_NOT_ALLOWED',
    'PROVIDER_FAILED',
    'PROVIDER_UNAVAILABLE',
    'PROVIDER_TIMEOUT',
  )
  async beginLink(
    @CurrentUser() { userId, sessionId }: Principal,
    @Param('provider') provider: string,
    @Body() body: BeginLinkDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkBegunDto> {
    const { redirect_uri: redirectUri } = body ?? {};
    if (redirectUri !== undefined) assertRedirectAllowed(redirectUri, this.config.redirectUris);
    const { location, cookie } = await this.journey.depart(provider, {
      kind: 'link',
      userId,
      sessionId,
      ...(redirectUri !== undefined && { redirectUri }),
    });
    reply.header('set-cookie', cookie);
    return { success: true, authorization_url: location };
  }

  /** Removes one. The last way in stays. */
  @Delete('identities/:id')
  @SignedIn(RECENT)
  @RateClass('write')
  @Refuses('IDENTITY_NOT_FOUND', 'LAST_SIGN_IN_METHOD')
  async unlink(
    @CurrentUser() user: Principal,
    @IdParam('id') id: string,
    @Client() client: ClientInfo,
  ): Promise<IdentityDoneDto> {
    await this.identities.unlink(user, id, client);
    return { success: true, message: 'Identity unlinked' };
  }

  /** Gives an account that has no password its first. */
  @Post('set-password')
  @HttpCode(200)
  @SignedIn(RECENT)
  @RateClass('login')
  @Refuses('PASSWORD_ALREADY_SET', 'PASSWORD_UNACCEPTABLE', 'HASH_QUEUE_FULL')
  async setPassword(
    @CurrentUser() user: Principal,
    @Body() body: SetPasswordDto,
    @Client() client: ClientInfo,
  ): Promise<IdentityDoneDto> {
    await this.password.set(user, body.password, client);
    return { success: true, message: 'Password set' };
  }
}
