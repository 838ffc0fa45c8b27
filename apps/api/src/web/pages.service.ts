import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import {
  addressWith,
  headersInLanguage,
  renderPage,
  sameAddress,
  type Html,
  type LanguageAddress,
  type PagePolicy,
} from '#api/platform/html';
import { FormChallenges, type FormChallenge } from '#api/protection/challenges';
import type { ClientInfo } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { AppError, parseUrl } from '#libs/kernel';
import type { Language, Say } from '#libs/languages';
import { webTexts, type WebTexts } from './texts/index.js';

/** Values of `sec-fetch-site` for forms of our own pages. */
const OURS = new Set(['same-origin', 'none']);

export interface Page {
  readonly status?: number;
  readonly title: string;
  readonly body: Html;
  /** Additions to its content security policy. */
  readonly policy?: PagePolicy;
  /** Where a GET shows it again, for the links to other languages. Else the same address or, after a form, the start page. */
  readonly again?: LanguageAddress;
}

/** Sends the pages of this installation, with its name, paths, language and challenges. */
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

  /**
   * The texts of the pages in the language of the request.
   * @param profile the language of the account that the page is about
   */
  sayTo(reply: FastifyReply, profile: Language | null = null): Say<WebTexts> {
    return webTexts(this.languageOf(reply, profile));
  }

  /** @param profile the language of the account that the page is about */
  languageOf({ request }: FastifyReply, profile: Language | null): Language {
    return request.server.gatehouseSite.languages.of(request, profile);
  }

  /** @throws AppError `CROSS_SITE_FORM` */
  assertOwnForm(request: FastifyRequest): void {
    assertOwnForm(request.headers, new URL(baseUrlOf(this.core)).host);
  }

  /** The challenge that a form of this rate class must include now; `null` when none is required. */
  findChallenge(
    client: ClientInfo,
    language: Language,
    of: 'mail' | 'login' | 'register' = 'mail',
  ): Promise<FormChallenge | null> {
    return this.challenges.find(of, client, language);
  }

  /** The challenge of a form that was refused with `CAPTCHA_REQUIRED`. */
  challengeOf(language: Language, of: 'mail' | 'login' | 'register' = 'mail'): FormChallenge {
    return this.challenges.make(of, language);
  }

  send(reply: FastifyReply, { language }: { readonly language: Language }, page: Page): string {
    const { request } = reply;
    request.server.gatehouseSite.languages.keep(request, reply);
    reply.code(page.status ?? 200).headers(headersInLanguage(language, page.policy));
    const isForm = request.method === 'POST';
    const here = isForm ? addressWith(this.path('/')) : sameAddress(request.url);
    const { title, body } = page;
    return renderPage({
      title,
      appName: this.appName,
      language,
      body,
      inLanguage: page.again ?? here,
    });
  }
}

/**
 * Refuses a form that another site makes a browser send (CSRF); forms of our own pages and requests of programs are
 * accepted. The mailed token is the credential, this is a second defence. Browsers that send neither header, or hide the
 * origin because of our own referrer policy (`null`), are accepted.
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
