import type { IncomingHttpHeaders } from 'node:http';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, RateClass, Refuses } from '#libs/access';
import { basePathOf, coreConfig, type ConfigOf } from '#libs/config';
import { AppError } from '#libs/kernel';
import type { GatehouseReply } from '../edge/request-context.js';
import { httpConfig, areDocsOpen } from '../http.config.js';
import { OpenApi } from './openapi.service.js';
import type { PackedText } from './packed-text.js';
import { pageUnder, UiAssets } from './ui-assets.js';

/** Swagger UI styles its elements in place and draws its icons from data addresses; it calls this server alone. */
const UI_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ASSET_CACHING = 'public, max-age=3600';

/** Sends nothing if the client already has the current version. */
function send(
  reply: GatehouseReply,
  packed: PackedText,
  { 'accept-encoding': acceptEncoding, 'if-none-match': ifNoneMatch }: IncomingHttpHeaders,
): Buffer | undefined {
  const { status, headers, content } = packed.answer({
    acceptEncoding: acceptEncoding?.toString(),
    ifNoneMatch,
  });
  reply.code(status).headers(headers);
  return content;
}

@ApiExcludeController()
@Controller('docs')
export class DocsController {
  private readonly assets: UiAssets;

  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    @Inject(httpConfig.KEY) private readonly config: ConfigOf<typeof httpConfig>,
    private readonly openApi: OpenApi,
  ) {
    this.assets = new UiAssets(basePathOf(core));
  }

  /** Shows Swagger UI. */
  @Get()
  @Public()
  @RateClass('none')
  @Refuses('ROUTE_NOT_FOUND')
  page(@Res({ passthrough: true }) reply: GatehouseReply): string {
    this.assertOpen();
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': UI_CSP,
    });
    return pageUnder(basePathOf(this.core));
  }

  /** Gives the OpenAPI document. */
  @Get('openapi.json')
  @Public()
  @RateClass('none')
  @Refuses('ROUTE_NOT_FOUND')
  async document(
    @Headers() wish: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: GatehouseReply,
  ): Promise<Buffer | undefined> {
    this.assertOpen();
    reply.headers({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
    });
    return send(reply, await this.openApi.getPacked(), wish);
  }

  /** Gives a file of Swagger UI. */
  @Get('assets/:name')
  @Public()
  @RateClass('none')
  @Refuses('ROUTE_NOT_FOUND')
  async asset(
    @Param('name') name: string,
    @Headers() wish: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: GatehouseReply,
  ): Promise<Buffer | undefined> {
    this.assertOpen();
    const asset = this.assets.find(name);
    if (!asset) throw new AppError('ROUTE_NOT_FOUND');
    reply.headers({ 'content-type': asset.type, 'cache-control': ASSET_CACHING });
    return send(reply, await asset.packed, wish);
  }

  private assertOpen(): void {
    if (!areDocsOpen(this.core, this.config)) throw new AppError('ROUTE_NOT_FOUND');
  }
}
