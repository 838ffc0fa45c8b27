import { Inject, Module } from '@nestjs/common';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { StartNotices } from '#libs/operation';
import { httpConfig, areDocsOpen } from '../http.config.js';
import { DocsController } from './docs.controller.js';
import { OpenApi } from './openapi.service.js';

/** Serves the documentation of the API, which is generated from the handlers. */
@Module({
  controllers: [DocsController],
  providers: [OpenApi],
  exports: [OpenApi],
})
export class OpenApiModule {
  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    @Inject(httpConfig.KEY) config: ConfigOf<typeof httpConfig>,
    notices: StartNotices,
  ) {
    if (areDocsOpen(core, config)) notices.add({ label: 'Docs', text: `${baseUrlOf(core)}/docs` });
  }
}
