import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, RateClass, Refuses } from '#libs/access';
import { JwksDto } from './jwks.dto.js';
import { Jwks } from './jwks.service.js';

/** A copy may be kept for so long; a new key is published ten times earlier than it is used. */
const CACHE_CONTROL = 'public, max-age=60';

@ApiTags('Keys')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: Jwks) {}

  /** Lists the public keys of access tokens. For services that verify access tokens themselves. */
  @Get('jwks.json')
  @Public()
  @RateClass('none')
  @Refuses('DATABASE_UNAVAILABLE')
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The `ETag` of the copy that the caller has.',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ type: JwksDto })
  @ApiResponse({ status: 304, description: 'The copy that you have is current.' })
  async read(
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JwksDto | undefined> {
    const { keys, etag } = await this.keys.read();
    void reply.headers({ 'cache-control': CACHE_CONTROL, etag });
    if (!isAmong(known, etag)) return { keys };
    void reply.code(304);
    return undefined;
  }
}

/** RFC 9110 section 13.1.2: a list, each perhaps weak, or any. */
function isAmong(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const known = header.split(',').map((part) => part.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(etag);
}
