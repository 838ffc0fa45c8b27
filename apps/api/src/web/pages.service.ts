import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageHeadersWith, renderPage, type Html } from '#api/platform/html';
import { FormChallengePort, type ClientInfo, type FormChallenge } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { assertOwnForm } from './assert-own-form.js';

interface Page {
  readonly status?: number;
  readonly title: string;
  readonly body: Html;
  /** What its policy allows besides. */
  readonly policy?: FormChallenge['policy'];
}

/** What a page needs to know of this installation, and how it goes out. */
@Injectable()
export class Pages {
  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    private readonly modules: ModuleRef,
  ) {}

  get appName(): string {
    return this.core.appName;
  }

  /** The path of a page as a browser sees it: this server may stand under a path of its own. */
  path(page: `/${string}`): string {
    return `${basePathOf(this.core)}${page}`;
  }

  /** @throws AppError `CROSS_SITE_FORM` */
  assertOwnForm(request: FastifyRequest): void {
    assertOwnForm(request.headers, new URL(baseUrlOf(this.core)).host);
  }

  /** What a form that asks for a mail must hold now. */
  findChallenge(client: ClientInfo): Promise<FormChallenge | null> {
    return this.modules.get(FormChallengePort, { strict: false }).find('mail', client);
  }

  send(reply: FastifyReply, page: Page): string {
    reply.code(page.status ?? 200).headers(pageHeadersWith(page.policy ?? {}));
    return renderPage({ title: page.title, appName: this.appName, body: page.body });
  }
}
