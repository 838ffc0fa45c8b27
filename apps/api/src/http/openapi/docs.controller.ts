import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, RateClass, Refuses } from '#libs/access';
import { basePathOf, coreConfig, type ConfigOf } from '#libs/config';
import { AppError } from '#libs/kernel';
import type { GatehouseReply } from '../edge/request-context.js';
import { httpConfig } from '../http.config.js';
import { areDocsOpen } from './are-docs-open.js';
import { OpenApi } from './openapi.service.js';
import type { ApiDocument } from './openapi-types.js';
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
  document(): Promise<ApiDocument> {
    this.assertOpen();
    return this.openApi.getDocument();
  }

  /** Gives a file of Swagger UI. */
  @Get('assets/:name')
  @Public()
  @RateClass('none')
  @Refuses('ROUTE_NOT_FOUND')
  asset(
    @Param('name') name: string,
    @Res({ passthrough: true }) reply: GatehouseReply,
  ): Buffer | string {
    this.assertOpen();
    const asset = this.assets.find(name);
    if (!asset) throw new AppError('ROUTE_NOT_FOUND');
    reply.headers({ 'content-type': asset.type, 'cache-control': ASSET_CACHING });
    return asset.content;
  }

  private assertOpen(): void {
    if (!areDocsOpen(this.core, this.config)) throw new AppError('ROUTE_NOT_FOUND');
  }
}
