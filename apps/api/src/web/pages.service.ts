import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { pageHeadersWith, renderPage, type Html } from '#api/platform/html';
import { FormChallenges, type FormChallenge } from '#api/protection/challenges';
import type { ClientInfo } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { AppError, parseUrl } from '#libs/kernel';

/** What `sec-fetch-site` says of a form of ours. */
const OURS = new Set(['same-origin', 'none']);

interface Page {
  readonly status?: number;
  readonly title: string;
  readonly body: Html;
  /** What its policy allows besides. */
  readonly policy?: FormChallenge['policy'];
}

/** The name, the paths and the challenges of this installation's pages, and how they are sent. */
@Injectable()
export class Pages {
  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    private readonly challenges: FormChallenges,
  ) {}

  get appName(): string {
    return this.core.appName;
  }

  /** The path of a page as a browser sees it: APP_BASE_URL may have a path of its own. */
  path(page: `/${string}`): string {
    return `${basePathOf(this.core)}${page}`;
  }

  /** @throws AppError `CROSS_SITE_FORM` */
  assertOwnForm(request: FastifyRequest): void {
    assertOwnForm(request.headers, new URL(baseUrlOf(this.core)).host);
  }

  /** What a form that asks for a mail must hold now. */
  findChallenge(client: ClientInfo): Promise<FormChallenge | null> {
    return this.challenges.find('mail', client);
  }

  send(reply: FastifyReply, page: Page): string {
    reply.code(page.status ?? 200).headers(pageHeadersWith(page.policy ?? {}));
    return renderPage({ title: page.title, appName: this.appName, body: page.body });
  }
}

/**
 * Refuses a form that another site makes a browser send; what our own page or a program sends passes. The mailed token is
 * the credential, this is a second defence. Browsers that send neither header, or hide the origin because of our own
 * referrer policy (`null`), pass.
 * @param ownHost of APP_BASE_URL: a proxy may have put another name into `Host`
 * @throws AppError `CROSS_SITE_FORM`
 */
export function assertOwnForm(headers: IncomingHttpHeaders, ownHost: string): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const isOurs = site === undefined || OURS.has(String(site));
  if (isOurs && isOneOf(origin, [ownHost, host?.toLowerCase()])) return;
  throw new AppError('CROSS_SITE_FORM', {
    detail: 'This form was sent from another site. Open the link of the mail again.',
  });
}

function isOneOf(origin: string | undefined, hosts: readonly (string | undefined)[]): boolean {
  if (origin === undefined || origin === 'null') return true;
  const url = parseUrl(origin);
  return url !== null && hosts.includes(url.host);
}
