import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserSession, FormBinding } from '#api/browser-sessions';
import type { ClientInfo } from '#libs/access';
import type { Language } from '#libs/languages';

/** One request of a browser to a page of this server. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly client: ClientInfo;
  /** That of the request and, where it asks for none, of the account that acts. */
  readonly language: Language;
  /** The accounts that are signed in in the browser; the first one acts. */
  readonly sessions: readonly BrowserSession[];
  /** The session that acts; `null` when nobody is signed in. */
  readonly session: BrowserSession | null;
  /** What the tokens of the forms of the page are bound to. */
  readonly binding: FormBinding;
}

/** A visit of a person who is signed in. */
export interface SignedInVisit extends Visit {
  readonly session: BrowserSession;
}

/** The field of a form with its token against cross-site request forgery. */
export const FORM_TOKEN = 'form_token';
