import type { TestApp } from '#libs/testing';
import type { Credentials } from '../../support/accounts.js';

/** A form of a page of this server. */
export interface PageForm {
  /** Its path, without that of APP_BASE_URL. */
  readonly action: string;
  /** Its hidden fields, and the values of the others. */
  readonly values: Readonly<Record<string, string>>;
  /** The names of all its fields. */
  readonly names: readonly string[];
}

/** What a browser shows, or where another server has taken it. */
export interface ShownPage {
  readonly status: number;
  /** The path and query of the last request, or the address of another origin that it was sent to. */
  readonly at: string;
  readonly html: string;
  /** The text without markup, in one line. */
  readonly text: string;
  readonly headers: Headers;
  readonly forms: readonly PageForm[];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};
const plain = (text: string) =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (sign) => ENTITIES[sign]!);
const attributeOf = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
};
const MOST_REDIRECTS = 10;
/** Without scripts it is hidden. */
const isForPasskey = ({ names }: PageForm) => names.includes('response');

/** A browser without scripts at the pages of a server: it keeps cookies, follows redirects and sends forms. */
export class PageBrowser {
  private readonly jar = new Map<string, string>();
  private readonly base: URL;

  constructor(
    app: Pick<TestApp, 'url'>,
    private readonly headers: Readonly<Record<string, string>> = {},
    /** The cookies that it has already. */
    header = '',
  ) {
    for (const [, name = '', value = ''] of header.matchAll(/([^=; ]+)=([^;]*)/g))
      this.jar.set(name, value);
    this.base = new URL(app.url.endsWith('/') ? app.url : `${app.url}/`);
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.jar;
  }

  forget(prefix: string): void {
    for (const name of [...this.jar.keys()]) if (name.startsWith(prefix)) this.jar.delete(name);
  }

  /** @param path without that of APP_BASE_URL, or an address */
  open(path: string): Promise<ShownPage> {
    return this.go(this.addressOf(path), { method: 'GET' });
  }

  /**
   * Sends a form of a page as a browser does.
   * @param typed what the person types, over the values of the form; `undefined` leaves a field out
   * @param action of the form; by default the only one that is no sign-out and for no passkey
   */
  submit(
    page: ShownPage,
    typed: Readonly<Record<string, string | undefined>> = {},
    action?: string,
  ): Promise<ShownPage> {
    const form = this.formOf(page, action);
    const fields = Object.entries({ ...form.values, ...typed });
    const body = new URLSearchParams(
      fields.flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, value]],
      ),
    );
    return this.go(this.addressOf(form.action), { method: 'POST', body });
  }

  /** Signs in at `/sign-in` by the password. */
  async signIn({ email, password }: Credentials, path = '/sign-in'): Promise<ShownPage> {
    return this.submit(await this.open(path), { email, password }, '/sign-in');
  }

  private formOf({ forms, at }: ShownPage, action?: string): PageForm {
    const found = forms.filter((form) =>
      action === undefined
        ? form.action !== '/sign-out' && !isForPasskey(form)
        : form.action === action,
    );
    const [form, ...others] = found;
    if (form && (action !== undefined || others.length === 0)) return form;
    const actions = forms.map((one) => one.action).join(', ');
    throw new Error(`${at} has not the one form ${action ?? ''}; it has: ${actions}`);
  }

  private addressOf(path: string): URL {
    return path.startsWith('/') ? new URL(`.${path}`, this.base) : new URL(path);
  }

  private async go(first: URL, init: RequestInit): Promise<ShownPage> {
    let url = first;
    let request = init;
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
      const answer = await fetch(url, {
        ...request,
        redirect: 'manual',
        headers: {
          ...this.headers,
          cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '),
          'sec-fetch-site': 'same-origin',
        },
      });
      this.take(answer.headers.getSetCookie());
      const location = answer.headers.get('location');
      if (location === null) return this.shown(url, answer);
      const next = new URL(location, url);
      if (next.origin !== this.base.origin)
        return {
          status: answer.status,
          at: next.href,
          html: '',
          text: '',
          headers: answer.headers,
          forms: [],
        };
      url = next;
      request = { method: 'GET' };
    }
    throw new Error(`Too many redirects from ${first.href}`);
  }

  private take(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
  }

  private async shown(url: URL, answer: Response): Promise<ShownPage> {
    const html = await answer.text();
    const text = plain(
      html
        .replace(/<(style|script)\b[^]*?<\/\1>/g, '')
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' '),
    ).trim();
    return {
      status: answer.status,
      at: this.own(url),
      html,
      text,
      headers: answer.headers,
      forms: this.formsIn(html, url),
    };
  }

  private own({ pathname, search }: URL): string {
    return `/${pathname.slice(this.base.pathname.length)}${search}`;
  }

  private formsIn(html: string, at: URL): PageForm[] {
    return [...html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].map(([, tag = '', body = '']) => {
      const fields = [...body.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)].map(
        ([each]) => each,
      );
      const named = fields.flatMap((each) => attributeOf(each, 'name') ?? []);
      const sent = fields.filter((each) => {
        const type = attributeOf(each, 'type');
        return (type !== 'checkbox' && type !== 'radio') || /\schecked\b/.test(each);
      });
      const values = sent.flatMap((each): [string, string][] => {
        const name = attributeOf(each, 'name');
        return name === undefined ? [] : [[name, attributeOf(each, 'value') ?? '']];
      });
      const action = new URL(attributeOf(tag, 'action') ?? '', at);
      return { action: this.own(action), values: Object.fromEntries(values), names: named };
    });
  }
}
