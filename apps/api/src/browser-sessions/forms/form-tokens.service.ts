import { Inject, Injectable } from '@nestjs/common';
import { OwnCookies } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import {
  Clock,
  deriveKey,
  equalsConstantTime,
  hmacSha256,
  randomToken,
  sha256,
} from '#libs/kernel';
import type { BrowserSession } from '../browser-session.js';
import { staleForm } from '../browser-sessions.errors.js';

/** A person may leave a form open for this long. */
export const FORM_SECONDS = 7200;
const NONCE_SECONDS = 86_400;
const NONCE = /^[A-Za-z0-9_-]{43}$/;
const TOKEN = /^([1-9]\d{0,11})\.([A-Za-z0-9_-]{43})$/;

/** What the tokens of a page are bound to. */
export interface FormBinding {
  readonly of: 'session' | 'browser';
  readonly digest: Buffer;
  /** `Set-Cookie` lines of the page that has the form. */
  readonly cookies: readonly string[];
}

/**
 * Tokens against cross-site request forgery: a MAC over the purpose of a form, its expiry, and the secret of the browser session
 * that acts or, before a sign-in, a nonce in a cookie (so that nobody is signed in to another's account by a foreign form).
 * Nothing is stored. A token for one page, account or browser is worth nothing for another.
 */
@Injectable()
export class FormTokens {
  private readonly key: Buffer;
  private readonly own: OwnCookies;
  private readonly cookie: string;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    private readonly clock: Clock,
  ) {
    this.key = deriveKey(serverSecretOf(core), 'form-token');
    const isSecure = baseUrlOf(core).startsWith('https:');
    this.own = new OwnCookies({ isSecure, basePath: basePathOf(core) });
    this.cookie = this.own.nameOf('gatehouse_form');
  }

  /** For the forms of a signed-in person. */
  ofSession({ secretHash }: Pick<BrowserSession, 'secretHash'>): FormBinding {
    return { of: 'session', digest: secretHash, cookies: [] };
  }

  /** For forms before a sign-in; a browser without the nonce gets one. */
  ofBrowser(header: string | undefined): FormBinding {
    const shown = this.nonceIn(header);
    const nonce = shown ?? randomToken();
    const line = this.own.line(this.cookie, nonce, { maxAgeSeconds: NONCE_SECONDS });
    return { of: 'browser', digest: sha256(nonce), cookies: [line] };
  }

  /** `Set-Cookie` that ends the nonce, for the answer of a sign-in. */
  clear(): string {
    return this.own.line(this.cookie, '', { maxAgeSeconds: 0 });
  }

  /** @param purpose the path of the form, or another text that no other form has */
  issue(binding: FormBinding, purpose: string): string {
    const expiresAt = this.clock.nowSeconds() + FORM_SECONDS;
    return `${expiresAt}.${this.mac(binding, purpose, expiresAt).toString('base64url')}`;
  }

  /** @throws AppError `STALE_FORM`, the same for a missing, foreign, forged and expired token */
  assertFresh(binding: FormBinding, purpose: string, shown: unknown): void {
    const [, expiry = '', mac = ''] = (typeof shown === 'string' && TOKEN.exec(shown)) || [];
    const expiresAt = Number(expiry);
    const expected = this.mac(binding, purpose, expiresAt).toString('base64url');
    const isOurs = equalsConstantTime(Buffer.from(mac), Buffer.from(expected));
    if (!isOurs || expiresAt <= this.clock.nowSeconds()) throw staleForm();
  }

  private nonceIn(header: string | undefined): string | null {
    const shown = this.own.in(header, this.cookie).filter(({ name }) => name === this.cookie);
    return shown.find(({ value }) => NONCE.test(value))?.value ?? null;
  }

  private mac({ of, digest }: FormBinding, purpose: string, expiresAt: number): Buffer {
    const text = JSON.stringify([of, digest.toString('base64url'), purpose, expiresAt]);
    return hmacSha256(this.key, text);
  }
}
