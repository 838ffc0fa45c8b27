import type { ClientInfo } from '#libs/access';
import type { Answer, TestApp } from '#libs/testing';
import { BrowserSessions, type BrowserSession } from '#api/browser-sessions';
import { SessionCodes } from '../../../apps/api/src/oauth/session-codes/session-codes.service.js';
import { signIn, type Credentials, type Problem, type SignedIn } from '../../support/accounts.js';

export const CLIENT: ClientInfo = { ip: '127.0.0.1', userAgent: 'browser', requestId: 'r' };

/** Of RFC 7636, appendix B. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** A browser at the pages of a server, which stores its cookies, with the services that the pages use. */
export class TestBrowser {
  private readonly jar = new Map<string, string>();
  /** All `Set-Cookie` lines that it was sent. */
  readonly lines: string[] = [];

  constructor(private readonly app: TestApp) {}

  get header(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  get sessions(): BrowserSessions {
    return this.app.nest.get(BrowserSessions, { strict: false });
  }

  take(lines: readonly string[]): void {
    this.lines.push(...lines);
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
  }

  plant(name: string, value: string): void {
    this.jar.set(name, value);
  }

  async signIn(account: Credentials): Promise<BrowserSession> {
    const signedIn = await signIn(this.app, account);
    const browser = { cookies: this.header, client: CLIENT };
    this.take(await this.sessions.openFor(signedIn as never, browser));
    return this.get();
  }

  find(): Promise<BrowserSession | null> {
    return this.sessions.find(this.header);
  }

  /** @throws Error when nobody is signed in */
  async get(): Promise<BrowserSession> {
    const found = await this.find();
    if (!found) throw new Error('Nobody is signed in in this browser');
    return found;
  }

  /** A code for an application, with `CHALLENGE`. */
  async code(resource: string | null = null): Promise<string> {
    const { userId, sessionId } = (await this.get()).principal;
    const asked = { userId, sessionId, codeChallenge: CHALLENGE, resource };
    return this.app.nest.get(SessionCodes, { strict: false }).issue(asked);
  }
}

/** An application trades a code. */
export const trade = (
  app: Pick<TestApp, 'post'>,
  code: string,
  {
    verifier = VERIFIER,
    resource,
    from = 'application',
  }: { verifier?: string | null; resource?: string; from?: string } = {},
): Promise<Answer<SignedIn & Problem>> =>
  app.post(
    '/api/oauth/token',
    { code, ...(verifier !== null && { code_verifier: verifier }), ...(resource && { resource }) },
    { headers: { 'user-agent': from } },
  );
