import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser, RateClass, Refuses, SignedIn, type Principal } from '#libs/access';
import { BeginFlow } from '../begin-flow.service.js';
import { LinkBegunDto } from '../identities/identities.dto.js';
import { BeginProofDto } from './begin-proof.dto.js';

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
