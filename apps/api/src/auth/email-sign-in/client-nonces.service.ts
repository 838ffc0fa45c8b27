import { Inject, Injectable } from '@nestjs/common';
import { OwnCookies } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { EMAIL_SIGN_IN_SECONDS } from './email-sign-in-codes.service.js';

const NONCE = /^[A-Za-z0-9_-]{43}$/;
/** Sign-ins that one browser waits for, such as two tabs for two accounts. */
const MOST = 4;
const SEPARATOR = '.';

/** The nonces that bind a sign-in by mail to the client that asked: in a cookie that scripts cannot read, or in the body. */
@Injectable()
export class ClientNonces {
  private readonly cookies: OwnCookies;
  private readonly name: string;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    const isSecure = baseUrlOf(core).startsWith('https:');
    this.cookies = new OwnCookies({ isSecure, basePath: basePathOf(core) });
    this.name = this.cookies.nameOf('gatehouse_email_sign_in');
  }

  /** Those of the cookie and of the body. */
  of(cookie: string | undefined, shown?: string | null): string[] {
    const given = shown && NONCE.test(shown) ? [shown] : [];
    return [...given, ...this.read(cookie)];
  }

  /** The `Set-Cookie` line that adds a nonce; the oldest gives way. */
  add(cookie: string | undefined, nonce: string): string {
    const value = [nonce, ...this.read(cookie)].slice(0, MOST).join(SEPARATOR);
    return this.cookies.line(this.name, value, { maxAgeSeconds: EMAIL_SIGN_IN_SECONDS });
  }

  private read(cookie: string | undefined): string[] {
    const own = this.cookies.in(cookie, this.name).filter(({ name }) => name === this.name);
    const nonces = own.flatMap(({ value }) => value.split(SEPARATOR));
    return nonces.filter((nonce) => NONCE.test(nonce)).slice(0, MOST);
  }
}
