import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { basePathOf, coreConfig, type ConfigOf } from '#libs/config';
import { ownFolder } from '#libs/release';
import { PackedText } from './packed-text.js';

/** As much of it as is read here. */
interface ApiDocument {
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses?: object }>>>>;
}

/** Written by `npm run generate` from the handlers; a check holds it against them. */
const CONTRACT = 'docs/openapi.json';

/** The OpenAPI document of this release, with the title and the address of this server. */
@Injectable()
export class OpenApi {
  private document: ApiDocument | undefined;
  private packed: Promise<PackedText> | undefined;

  constructor(@Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>) {}

  /** Read when it is first asked for. @throws Error when the file of this release is not there */
  getDocument(): ApiDocument {
    return (this.document ??= this.read());
  }

  /** As it is sent. */
  getPacked(): Promise<PackedText> {
    return (this.packed ??= PackedText.of(JSON.stringify(this.getDocument())));
  }

  private read(): ApiDocument {
    const text = readFileSync(join(ownFolder(), CONTRACT), 'utf8');
    const document = JSON.parse(text) as ApiDocument;
    // What is tried on its page must reach this server through the proxy that serves it under a path.
    const url = basePathOf(this.core) || '/';
    return {
      ...document,
      info: { ...document.info, title: this.core.appName },
      servers: [{ url, description: 'This server' }],
    } as ApiDocument;
  }
}
