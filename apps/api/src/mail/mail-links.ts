import { Inject, Injectable } from '@nestjs/common';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { mailConfig } from './mail.config.js';

/** The links of mails: to the pages of Gatehouse, or to configured pages of an application. */
@Injectable()
export class MailLinks {
  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    @Inject(mailConfig.KEY) private readonly mail: ConfigOf<typeof mailConfig>,
  ) {}

  /** The page that confirms an e-mail address. */
  verify(token: string): string {
    return withToken(this.mail.verifyEmailUrl ?? this.ours('/verify-email'), token);
  }

  /** The page that sets a new password. */
  reset(token: string): string {
    return withToken(this.mail.resetPasswordUrl ?? this.ours('/reset-password'), token);
  }

  /** The page that requests a reset link. */
  forgot(): string {
    return this.ours('/forgot-password');
  }

  /** The page that a sign-in by mail goes on at. */
  signInByMail(token: string): string {
    return withToken(this.mail.emailSignInUrl ?? this.ours('/sign-in-by-mail'), token);
  }

  /** The page that confirms the new address of an account. */
  confirmAddress(token: string): string {
    return withToken(this.ours('/change-email'), token);
  }

  /** The page that gives an account its old address back. */
  undoAddress(token: string): string {
    return withToken(this.ours('/undo-email-change'), token);
  }

  /** The page that undoes a sign-in. */
  denySignIn(token: string): string {
    return withToken(this.ours('/deny-sign-in'), token);
  }

  /** The page that approves a sign-in that was refused as suspicious. */
  confirmSignIn(token: string): string {
    return withToken(this.ours('/confirm-sign-in'), token);
  }

  /** The page that keeps the factors of an account whose reset was ordered. */
  objectFactorReset(token: string): string {
    return withToken(this.ours('/object-factor-reset'), token);
  }

  /** The page that shows an invitation to an organization. */
  invitation(token: string): string {
    return withToken(this.ours('/invitation'), token);
  }

  /** The start page. */
  home(): string {
    return this.ours('/');
  }

  private ours(path: string): string {
    return `${baseUrlOf(this.core)}${path}`;
  }
}

/** Adds the token to the query; keeps the query and fragment of the address. */
function withToken(address: string, token: string): string {
  const url = new URL(address);
  url.searchParams.set('token', token);
  return url.href;
}
