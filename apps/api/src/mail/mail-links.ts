import { Inject, Injectable } from '@nestjs/common';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { mailConfig } from './mail.config.js';

/** The addresses that mails lead to: our own pages, or an application's where the configuration says so. */
@Injectable()
export class MailLinks {
  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    @Inject(mailConfig.KEY) private readonly mail: ConfigOf<typeof mailConfig>,
  ) {}

  /** Where an address is confirmed. */
  verify(token: string): string {
    return withToken(this.mail.verifyEmailUrl ?? this.ours('/verify-email'), token);
  }

  /** Where a new password is chosen. */
  reset(token: string): string {
    return withToken(this.mail.resetPasswordUrl ?? this.ours('/reset-password'), token);
  }

  /** Where a mail with a reset link is asked for. */
  forgot(): string {
    return this.ours('/forgot-password');
  }

  /** Where a sign-in is undone. */
  denySignIn(token: string): string {
    return withToken(this.ours('/deny-sign-in'), token);
  }

  /** Where a sign-in that was held up is let in. */
  confirmSignIn(token: string): string {
    return withToken(this.ours('/confirm-sign-in'), token);
  }

  /** Where a person begins. */
  home(): string {
    return this.ours('/');
  }

  private ours(path: string): string {
    return `${baseUrlOf(this.core)}${path}`;
  }
}

/** The given address may have a query and a fragment of its own. */
function withToken(address: string, token: string): string {
  const url = new URL(address);
  url.searchParams.set('token', token);
  return url.href;
}
