import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { basePathOf, coreConfig, type ConfigOf } from '#libs/config';
import { ownFolder } from '#libs/release';
import { PackedText } from './packed-text.js';

/** The part of the document that is used here. */
interface ApiDocument {
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses?: object }>>>>;
}

/** Written by `npm run generate` from the handlers; a check compares the two. */
const CONTRACT = 'docs/openapi.json';

/** The OpenAPI document of this release, with this server's title and address. */
@Injectable()
export class OpenApi {
  private document: ApiDocument | undefined;
  private packed: Promise<PackedText> | undefined;

  constructor(@Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>) {}

  /** Read at the first call. @throws Error if the release has no such file */
  getDocument(): ApiDocument {
    return (this.document ??= this.read());
  }

  /** The document in its compressed forms. */
  getPacked(): Promise<PackedText> {
    return (this.packed ??= PackedText.of(JSON.stringify(this.getDocument())));
  }

  private read(): ApiDocument {
    const text = readFileSync(join(ownFolder(), CONTRACT), 'utf8');
    const document = JSON.parse(text) as ApiDocument;
    // Requests sent from the documentation page must reach this server through a proxy that serves it under a path.
    const url = basePathOf(this.core) || '/';
    return {
      ...document,
      info: { ...document.info, title: this.core.appName },
      servers: [{ url, description: 'This server' }],
    } as ApiDocument;
  }
}
