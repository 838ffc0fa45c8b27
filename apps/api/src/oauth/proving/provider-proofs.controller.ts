import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser, RateClass, Refuses, SignedIn, type Principal } from '#libs/access';
import { AuthorizationFlow } from '../flow/authorization-flow.service.js';
import { RedirectWishes } from '../flow/redirect-wishes.service.js';
import { LinkBegunDto } from '../identities/identities.dto.js';
import { BeginProofDto } from './begin-proof.dto.js';

/** Fresh proofs of those who sign in by a provider. */
@ApiTags('Fresh proofs')
@Controller('api/auth/proofs')
export class ProviderProofsController {
  constructor(
    private readonly authorization: AuthorizationFlow,
    private readonly redirects: RedirectWishes,
  ) {}

  /**
   * Begins a sign-in at a linked provider, for a proof in this session; it is finished by the same browser. The callback answers
   * the proof as JSON or, with a `redirect_uri`, sends a one-time code to trade at `POST /api/oauth/token`.
   */
  @Post(':provider')
  @HttpCode(200)
  @SignedIn()
  @RateClass('write')
  @Refuses(
    'PROVIDER_NOT_CONFIGURED',
    'REDIRECT_URI_NOT_ALLOWED',
    'PROVIDER_MISCONFIGURED',
    'PROVIDER_FAILED',
    'PROVIDER_UNAVAILABLE',
    'PROVIDER_TIMEOUT',
  )
  async begin(
    @CurrentUser() { userId, sessionId }: Principal,
    @Param('provider') provider: string,
    @Body() { purpose, ...wish }: BeginProofDto,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkBegunDto> {
    const { location, cookies } = await this.authorization.start(provider, headers.cookie, {
      kind: 'proof',
      ...{ userId, sessionId, purpose },
      ...this.redirects.read(wish),
    });
    reply.header('set-cookie', cookies);
    return { success: true, authorization_url: location };
  }
}
