import { Inject, Injectable, type INestApplication } from '@nestjs/common';
import { basePathOf, coreConfig, type ConfigOf } from '#libs/config';
import { buildDocument, type Descriptions } from './build-document.js';
import type { ApiDocument } from './openapi-types.js';
import { PackedText } from './packed-text.js';

/** The OpenAPI document of whatever is served, made when somebody first asks for it. */
@Injectable()
export class OpenApi {
  private app: INestApplication | undefined;
  private descriptions: Descriptions | undefined;
  private document: Promise<ApiDocument> | undefined;
  private packed: Promise<PackedText> | undefined;

  constructor(@Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>) {}

  /** Told once by whoever builds the application. */
  describe(app: INestApplication, descriptions?: Descriptions): void {
    this.app = app;
    this.descriptions = descriptions;
    this.document = undefined;
    this.packed = undefined;
  }

  getDocument(): Promise<ApiDocument> {
    this.document ??= this.build();
    return this.document;
  }

  /** As it is sent. */
  getPacked(): Promise<PackedText> {
    this.packed ??= this.getDocument().then((document) => PackedText.of(JSON.stringify(document)));
    return this.packed;
  }

  private async build(): Promise<ApiDocument> {
    if (!this.app) throw new Error('The application to describe is not known');
    const document = await buildDocument(this.app, this.core.appName, this.descriptions);
    // What is tried on its page must reach this server through the proxy that serves it under a path.
    const url = basePathOf(this.core) || '/';
    return { ...document, servers: [{ url, description: 'This server' }] };
  }
}
