import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EnrolmentDuty } from '#api/auth';
import { BrowserSessions, FormTokens } from '#api/browser-sessions';
import { form, type Form, type Html } from '#api/platform/html';
import { enrolmentRequired } from '#api/sessions';
import type { ClientInfo } from '#libs/access';
import { knownLanguage } from '#libs/languages';
import { Pages } from '../pages.service.js';
import { signInFirst } from './page-redirects.js';
import { FORM_TOKEN, type SignedInVisit, type Visit } from './visit.js';

/** The path of a page, without that of APP_BASE_URL. */
export type PagePath = `/${string}`;

/** A form of a page, whose token is added. */
export type VisitForm = Omit<Form, 'action' | 'language'> & { readonly action: PagePath };

/** A request to a page, as its handler receives it. */
export interface PageRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly client: ClientInfo;
}

/** Reads who is signed in in the browser of a request, and makes and checks the forms that it is shown. */
@Injectable()
export class Visits {
  constructor(
    private readonly pages: Pages,
    private readonly browserSessions: BrowserSessions,
    private readonly formTokens: FormTokens,
    private readonly duties: EnrolmentDuty,
  ) {}

  /** A visit of anybody. */
  async of({ request, reply, client }: PageRequest): Promise<Visit> {
    const { cookie } = request.headers;
    const { sessions, cookies } = await this.browserSessions.list(cookie);
    const [session = null] = sessions;
    const binding = session
      ? this.formTokens.ofSession(session)
      : this.formTokens.ofBrowser(cookie);
    // A dead session cookie is deleted; the nonce of forms is only given with a form.
    if (cookies.length > 0) reply.header('set-cookie', [...cookies]);
    const profile = knownLanguage(session?.principal.account.locale);
    const language = this.pages.languageOf(reply, profile);
    return { request, reply, client, language, sessions, session, binding };
  }

  /**
   * A visit of a person who is signed in. A person who must enrol a second factor first is let into the pages for that alone.
   * @throws AppError `SIGN_IN_REQUIRED`, `SECOND_FACTOR_ENROLMENT_REQUIRED`: the browser is sent to the page for it
   */
  async signedIn(
    page: PageRequest,
    { whileEnrolling = false }: { readonly whileEnrolling?: boolean } = {},
  ): Promise<SignedInVisit> {
    const visit = await this.of(page);
    const { session } = visit;
    if (!session) throw signInFirst();
    if (!whileEnrolling && (await this.duties.find(session.principal.userId))?.isOverdue)
      throw enrolmentRequired();
    return { ...visit, session };
  }

  /** A form with its token. The browser gets what the token is bound to. */
  form({ binding, reply, language }: Visit, { action, hidden = {}, ...content }: VisitForm): Html {
    if (binding.cookies.length > 0) reply.header('set-cookie', [...binding.cookies]);
    const token = this.formTokens.issue(binding, action);
    const fields = { ...hidden, [FORM_TOKEN]: token };
    return form({ ...content, action: this.pages.path(action), hidden: fields, language });
  }

  /**
   * The form was shown by the page of this path to this person.
   * @throws AppError `CROSS_SITE_FORM`; `STALE_FORM`, for which the page shows the form anew with what was typed
   */
  assertForm({ request, binding }: Visit, action: PagePath, token: unknown): void {
    this.pages.assertOwnForm(request);
    this.formTokens.assertFresh(binding, action, token);
  }

  /** Sends the browser on (303, so that it asks by GET). @param path of a page of this server */
  goTo({ reply }: Pick<Visit, 'reply'>, path: PagePath): string {
    return this.leave({ reply }, this.pages.path(path));
  }

  /** Sends the browser to an address that was checked, such as that of an application. */
  leave({ reply }: Pick<Visit, 'reply'>, location: string): string {
    reply.code(303).headers({ location, 'cache-control': 'no-store' });
    return '';
  }
}
