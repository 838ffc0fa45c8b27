import type { IncomingHttpHeaders } from 'node:http';
import { OwnCookies, type CookieScope } from '#libs/access';
import { isLanguage, languageOfHeader, languageOfList, type Language } from '#libs/languages';

/** The field of forms and the parameter of addresses that say the language of a page. */
export const LANGUAGE_FIELD = 'lang';
/** The longest lifetime that browsers allow (RFC 6265bis). */
const KEPT = { maxAgeSeconds: 400 * 86_400 };
const DROPPED = { maxAgeSeconds: 0 };

/** What is read of a request. */
export interface AskingRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: unknown;
  readonly body?: unknown;
}

/** Takes the header of a response. */
export interface LanguageReply {
  header(name: 'set-cookie', value: string): unknown;
}

/** Finds the language of a request, and keeps a choice in a cookie that contains nothing but the language. */
export class RequestLanguages {
  private readonly cookies: OwnCookies;
  private readonly cookie: string;

  constructor(
    scope: CookieScope,
    readonly fallback: Language,
  ) {
    this.cookies = new OwnCookies(scope);
    this.cookie = this.cookies.nameOf('gatehouse_language');
  }

  /**
   * The language of a page: the choice, the language of the account where it is known, `ui_locales`, the cookie,
   * `Accept-Language`, the default.
   */
  of(request: AskingRequest, profile: Language | null = null): Language {
    return this.find(request, profile) ?? this.fallback;
  }

  /** `null` when the request asks for none of our languages. */
  find(request: AskingRequest, profile: Language | null = null): Language | null {
    return (
      languageField(request.query) ??
      languageField(request.body) ??
      profile ??
      languageOfList(textField(request.query, 'ui_locales')) ??
      this.kept(request.headers) ??
      languageOfHeader(request.headers['accept-language'])
    );
  }

  /** Keeps the choice of an address (`?lang=de`). The field of a form only repeats the language of its page. */
  keep(request: AskingRequest, reply: LanguageReply): void {
    const chosen = languageField(request.query);
    if (chosen === null || chosen === this.kept(request.headers)) return;
    reply.header('set-cookie', this.cookies.line(this.cookie, chosen, KEPT));
  }

  /** Drops a choice that was kept: the browser's own languages count again. */
  forget(request: AskingRequest, reply: LanguageReply): void {
    if (this.kept(request.headers) === null) return;
    reply.header('set-cookie', this.cookies.line(this.cookie, '', DROPPED));
  }

  private kept({ cookie }: IncomingHttpHeaders): Language | null {
    if (cookie === undefined) return null;
    const brought = this.cookies.in(cookie, this.cookie);
    const values = brought.flatMap(({ name, value }) => (name === this.cookie ? [value] : []));
    return values.find(isLanguage) ?? null;
  }
}

function languageField(fields: unknown): Language | null {
  const value = textField(fields, LANGUAGE_FIELD);
  return isLanguage(value) ? value : null;
}

function textField(fields: unknown, name: string): string | undefined {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, name)) {
    return undefined;
  }
  const value = (fields as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
