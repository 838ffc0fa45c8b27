import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '#api/auth';
import { html } from '#api/platform/html';
import type { ConfigOf } from '#libs/config';
import { AppError } from '#libs/kernel';
import { Pages } from '../pages.service.js';
import type { OtherWay, ShownWay, WaysPlace } from '../sign-in/other-ways.service.js';
import { pathWith } from '../sign-in/sign-in-goal.js';
import { mailSignInTexts } from './texts/index.js';

export const ASK_PATH = '/sign-in/mail';

/** Sign-in by a mailed code, where the operator allows it: a link to its page. */
@Injectable()
export class MailWay implements OtherWay {
  constructor(
    private readonly pages: Pages,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  show({ visit, goal }: WaysPlace): Promise<ShownWay | null> {
    if (!this.config.emailSignIn) return Promise.resolve(null);
    const words = mailSignInTexts(visit.language)('mailWay');
    const link = html`<p><a href="${this.pages.path(pathWith(ASK_PATH, goal))}">${words}</a></p>`;
    return Promise.resolve({ html: link });
  }

  /** @throws AppError `EMAIL_SIGN_IN_DISABLED` */
  assertEnabled(): void {
    if (this.config.emailSignIn) return;
    throw new AppError('EMAIL_SIGN_IN_DISABLED', {
      detail: 'Signing in by mail is switched off here.',
    });
  }
}
