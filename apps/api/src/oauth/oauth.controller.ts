import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import {
  ApiExtraModels,
  ApiFoundResponse,
  ApiOkResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Client,
  Public,
  RateClass,
  Refuses,
  SignsIn,
  type ClientInfo,
  CurrentUser,
  SignedIn,
  type Principal,
} from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { pageOf, PageQuery } from '#libs/paging';
import { ProofMadeDto, SignedInDto } from '#api/auth';
import { BeginFlow } from './begin-flow.service.js';
import { BEGIN_FLOW_REFUSALS } from './flow/refusals.js';
import { FinishFlow } from './finish-flow.service.js';
import { BeginSignInDto, ProviderListDto, TradeCodeDto, BeginProofDto } from './oauth.dto.js';
import { Providers } from './providers/providers.service.js';
import { OAuthRefusalFilter } from './oauth-refusal.filter.js';
import { LinkBegunDto } from './identities/identities.dto.js';

/** Signing in by a provider, from its beginning to the tokens. */
@ApiTags('Sign-in by providers')
@ApiExtraModels(SignedInDto, ProofMadeDto)
@Controller('api/oauth')
export class OAuthController {
  constructor(
    private readonly providers: Providers,
    private readonly beginning: BeginFlow,
    private readonly flows: FinishFlow,
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

  /**
   * Trades the one-time code of a finished sign-in for tokens; that of a sign-in which was begun for a proof, for the proof. The
   * code of a sign-in at the pages of this server requires its `code_verifier`; used again, it ends the session that it opened.
   */
  @Post('token')
  @HttpCode(200)
  @Public()
  @SignsIn('provider')
  @LooksAtSecret()
  @ApiOkResponse({
    schema: {
      oneOf: [{ $ref: getSchemaPath(SignedInDto) }, { $ref: getSchemaPath(ProofMadeDto) }],
    },
  })
  @Refuses(
    'INVALID_OAUTH_CODE',
    'ACCOUNT_DISABLED',
    'EMAIL_NOT_VERIFIED',
    'SESSION_ENDED',
    'SECOND_FACTOR_REQUIRED',
    'FACTOR_REQUIRED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'INVALID_CREDENTIALS',
    'INVALID_TARGET',
  )
  trade(
    @Body() { code, code_verifier: verifier, resource }: TradeCodeDto,
    @Client() client: ClientInfo,
  ): Promise<SignedInDto | ProofMadeDto> {
    return this.flows.trade({ code, verifier }, resource, client);
  }

  /** Sends the browser to a provider to sign in; where that cannot be reached, back to the redirect_uri. */
  @Get(':provider')
  @UseFilters(OAuthRefusalFilter)
  @HttpCode(302)
  @Public()
  @RateClass('read')
  @ApiFoundResponse({
    description:
      'To the provider, or with `error` to the redirect_uri while the provider cannot be reached.',
  })
  @Refuses(...BEGIN_FLOW_REFUSALS, 'CODE_CHALLENGE_REQUIRED', 'NAVIGATION_REQUIRED')
  async begin(
    @Param('provider') provider: string,
    @Query() query: BeginSignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { location, cookies } = await this.beginning.signIn(provider, query, request);
    reply.header('set-cookie', cookies).header('location', location);
  }
}

/** Fresh proofs of those who sign in by a provider. */
@ApiTags('Fresh proofs')
@Controller('api/auth/proofs')
export class ProviderProofsController {
  constructor(private readonly flows: BeginFlow) {}

  /**
   * Begins a sign-in at a linked provider, for a proof in this session; it is finished by the same browser. The callback answers
   * the proof as JSON or, with a `redirect_uri`, sends a one-time code to trade at `POST /api/oauth/token`.
   */
  @Post(':provider')
  @HttpCode(200)
  @SignedIn({ whileEnrolling: true })
  @RateClass('write')
  @Refuses(...BEGIN_FLOW_REFUSALS)
  async begin(
    @CurrentUser() principal: Principal,
    @Param('provider') provider: string,
    @Body() body: BeginProofDto,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkBegunDto> {
    const { location, cookies } = await this.flows.proof(provider, body, principal, headers.cookie);
    reply.header('set-cookie', cookies);
    return { success: true, authorization_url: location };
  }
}
