import { Inject, Injectable, type INestApplication } from '@nestjs/common';
import { basePathOf, coreConfig, type ConfigOf } from '#libs/config';
import { buildDocument, type Descriptions } from './build-document.js';
import type { ApiDocument } from './openapi-types.js';

/** The OpenAPI document of whatever is served, made when somebody first asks for it. */
@Injectable()
export class OpenApi {
  private app: INestApplication | undefined;
  private descriptions: Descriptions | undefined;
  private document: ApiDocument | undefined;

  constructor(@Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>) {}

  /** Told once by whoever builds the application. */
  describe(app: INestApplication, descriptions?: Descriptions): void {
    this.app = app;
    this.descriptions = descriptions;
    this.document = undefined;
  }

  /** What is tried on its page must reach this server through the proxy that serves it under a path. */
  private atItsAddress(document: ApiDocument): ApiDocument {
    const url = basePathOf(this.core) || '/';
    return { ...document, servers: [{ url, description: 'This server' }] };
  }

  async getDocument(): Promise<ApiDocument> {
    if (!this.app) throw new Error('The application to describe is not known');
    this.document ??= this.atItsAddress(
      await buildDocument(this.app, this.core.appName, this.descriptions),
    );
    return this.document;
  }
}
