import { HttpClient, type Answer } from '#libs/testing';

/** What a callback answers. */
export interface Arrived {
  readonly success: boolean;
  readonly message: string;
  readonly code?: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly user: { readonly id: string; readonly email: string } & Record<string, unknown>;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** The target to which a provider sends the browser, and the form fields. */
interface WayBack {
  readonly path: string;
  readonly form?: string;
}

/** A browser without a window: it keeps cookies and follows redirects. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly app: HttpClient,
    /** The address of the server in APP_BASE_URL. */
    private readonly baseUrl = 'http://gatehouse.test',
  ) {}

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Copies the cookies of another browser. */
  stealFrom(other: Visitor): void {
    for (const [name, value] of other.cookies) this.cookies.set(name, value);
  }

  forget(): void {
    this.cookies.clear();
  }

  async get<T = Arrived>(path: string): Promise<Answer<T>> {
    const answer = await this.app.get<T>(path, { headers: { cookie: this.cookieHeader } });
    this.keep(answer);
    return answer;
  }

  async post<T = Arrived>(path: string, options: object): Promise<Answer<T>> {
    const answer = await this.app.call<T>('POST', path, {
      ...options,
      headers: { cookie: this.cookieHeader, ...(options as { headers?: object }).headers },
    });
    this.keep(answer);
    return answer;
  }

  /** Goes to the provider and consents; answers the path of the callback. */
  async begin(provider: string, query: Record<string, string> = {}): Promise<string> {
    return this.consent(await this.leave(provider, query));
  }

  /** The fields of a form are in the query of the answered path. */
  async consent(authorizationUrl: string): Promise<string> {
    const { path, form } = await this.wayBack(authorizationUrl);
    return form === undefined ? path : `${path}?${form}`;
  }

  /** The whole authorization. */
  async signIn(provider: string, query: Record<string, string> = {}): Promise<Answer<Arrived>> {
    return this.return(await this.leave(provider, query));
  }

  /** Consents at the provider and returns to the callback, by a redirect or a form. */
  async return(authorizationUrl: string): Promise<Answer<Arrived>> {
    const { path, form } = await this.wayBack(authorizationUrl);
    if (form === undefined) return this.get(path);
    return this.post(path, { rawBody: form, headers: FORM });
  }

  /** The URL to which the server redirects the browser. */
  async leave(provider: string, query: Record<string, string> = {}): Promise<string> {
    const asked = new URLSearchParams(query).toString();
    const answer = await this.get(`/api/oauth/${provider}${asked ? `?${asked}` : ''}`);
    if (answer.status !== 302) throw new Error(`${answer.status}: ${answer.text}`);
    return String(answer.headers.location);
  }

  pathOf(location: string): string {
    if (!location.startsWith(this.baseUrl)) throw new Error(`Not to the server: ${location}`);
    return location.slice(this.baseUrl.length);
  }

  private async wayBack(authorizationUrl: string): Promise<WayBack> {
    const client = new HttpClient(authorizationUrl);
    const { headers, text } = await client.get<unknown>(authorizationUrl);
    client.hangUp();
    if (headers.location !== undefined) return { path: this.pathOf(headers.location) };
    const action = /action="([^"]+)"/.exec(text)?.[1] ?? '';
    const inputs = [...text.matchAll(/name="([^"]+)" value="([^"]*)"/g)];
    const fields = inputs.map(([, name = '', value = '']): [string, string] => [
      name,
      unescaped(value),
    ]);
    return { path: this.pathOf(action), form: new URLSearchParams(fields).toString() };
  }

  private keep(answer: Answer<unknown>): void {
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

const unescaped = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
