import { Injectable } from '@nestjs/common';
import { PasskeySignIn } from '#api/auth';
import { Pages } from '../pages.service.js';
import type { OtherWay, WaysPlace } from '../sign-in/other-ways.service.js';
import { fieldsOf } from '../sign-in/sign-in-goal.js';
import { Visits } from '../visits/visits.service.js';
import { passkeyGetForm, type PasskeyForm } from './passkey-form.js';
import { PasskeySupport } from './passkey-support.service.js';
import { passkeyTexts } from './texts/index.js';

export const PASSKEY_SIGN_IN_PATH = '/sign-in/passkey';

/** Where a POST answers new options, when the page was open for longer than they are good. */
const OPTIONS_PATH = '/api/auth/login/passkey/options';

/** Sign-in by a passkey alone: by a button, and among the suggestions of the field for the address. */
@Injectable()
export class PasskeyWay implements OtherWay {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly passkeys: PasskeySignIn,
    private readonly support: PasskeySupport,
  ) {}

  async show({ visit, goal, isPasskeyRefused }: WaysPlace): Promise<PasskeyForm | null> {
    if (!this.support.isPossible) return null;
    return passkeyGetForm(this.visits, visit, {
      options: await this.passkeys.options(),
      action: PASSKEY_SIGN_IN_PATH,
      hidden: fieldsOf(goal),
      button: passkeyTexts(visit.language)('passkeySignIn'),
      buttonKind: 'plain',
      renewalPath: this.pages.path(OPTIONS_PATH),
      isSuggested: !isPasskeyRefused,
    });
  }
}
