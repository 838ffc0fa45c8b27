import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Client, Public, RateClass, Refuses, SignsIn, type ClientInfo } from '#libs/access';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { pageOf, PageQuery } from '#libs/paging';
import { SignedInDto } from '#api/auth';
import { Callbacks } from './callbacks.service.js';
import { ProviderJourney } from './flow/provider-journey.service.js';
import { assertChallengeGiven, assertRedirectAllowed } from './flow/redirect-uris.js';
import { oauthConfig } from './oauth.config.js';
import { challengeWithoutRedirect } from './oauth.errors.js';
import { BeginSignInDto, ProviderListDto, TradeCodeDto } from './oauth.dto.js';
import { Providers } from './providers/providers.service.js';

/** Signing in by a provider, from its beginning to the tokens. */
@ApiTags('Sign-in by providers')
@Controller('api/oauth')
export class OAuthController {
  constructor(
    private readonly providers: Providers,
    private readonly journey: ProviderJourney,
    private readonly callbacks: Callbacks,
    @Inject(oauthConfig.KEY) private readonly config: ConfigOf<typeof oauthConfig>,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  /** Lists the providers that are on. */
  @Get('providers')
  @Public()
  @RateClass('read')
  @Refuses()
  list(@Query() query: PageQuery): ProviderListDto {
    const base = `${baseUrlOf(this.core)}/api/oauth`;
    const { items, next_cursor } = pageOf(query, this.providers.list(), ({ name }) => name);
    return {
      success: true,
      providers: items.map(({ name, title }) => ({ name, title, url: `${base}/${name}` })),
      next_cursor,
    };
  }

  /** Trades the one-time code of a finished sign-in for tokens. */
  @Post('token')
  @HttpCode(200)
  @Public()
  @SignsIn('provider')
  @RateClass('token')
  @Refuses(
    'INVALID_OAUTH_CODE',
    'ACCOUNT_DISABLED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'INVALID_CREDENTIALS',
    'INVALID_TARGET',
  )
  trade(@Body() body: TradeCodeDto, @Client() client: ClientInfo): Promise<SignedInDto> {
    const { code, code_verifier: verifier, resource } = body;
    return this.callbacks.trade({ code, verifier, resource }, client);
  }

  /** Sends the browser to the provider. */
  @Get(':provider')
  @HttpCode(302)
  @Public()
  @RateClass('read')
  @ApiFoundResponse({ description: 'To the provider.' })
  @Refuses(
    'PROVIDER_NOT_CONFIGURED',
    'REDIRECT_URI_NOT_ALLOWED',
    'CODE_CHALLENGE_REQUIRED',
    'PROVIDER_FAILED',
    'PROVIDER_UNAVAILABLE',
    'PROVIDER_TIMEOUT',
  )
  async begin(
    @Param('provider') provider: string,
    @Query() query: BeginSignInDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { redirect_uri: redirectUri, code_challenge: codeChallenge } = query;
    const { state: appState, resource } = query;
    if (redirectUri === undefined && codeChallenge !== undefined) throw challengeWithoutRedirect();
    if (redirectUri !== undefined) {
      assertRedirectAllowed(redirectUri, this.config.redirectUris);
      assertChallengeGiven(redirectUri, codeChallenge);
    }
    const { location, cookie } = await this.journey.depart(provider, {
      kind: 'sign-in',
      ...(redirectUri !== undefined && { redirectUri }),
      ...(codeChallenge !== undefined && { codeChallenge }),
      ...(appState !== undefined && { appState }),
      ...(resource !== undefined && { resource }),
    });
    reply.header('set-cookie', cookie).header('location', location);
  }
}
