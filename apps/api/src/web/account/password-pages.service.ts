import { Injectable } from '@nestjs/common';
import { addressWith, type FormProblem } from '#api/platform/html';
import type { AppError } from '#libs/kernel';
import type { Language } from '#libs/languages';
import { sentencesOf } from '../mailed-links/new-password.page.js';
import { Pages } from '../pages.service.js';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { webTexts } from '../texts/index.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits, type PagePath } from '../visits/visits.service.js';
import { AccountPages } from './account-pages.service.js';
import { doneNotice } from './done-notice.js';
import { OwnCredentials, type OwnCredential } from './own-credentials.service.js';
import { changePasswordPage, firstPasswordPage, removalPart } from './password.page.js';
import { problemOf, statusOf } from '../visits/refused-form.js';
import { accountTexts } from './texts/index.js';

export const PASSWORD_PATH = '/account/password';
export const FIRST_PATH = '/account/password/first';
export const REMOVAL_PATH = '/account/password/removal';

interface Shown {
  readonly done?: string | undefined;
  readonly refused?: AppError | null;
}

/** Shows the page about the password that fits the account: to change or remove it, or to set a first one. */
@Injectable()
export class PasswordPages {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
    private readonly shown: ShownProofs,
    private readonly credentials: OwnCredentials,
  ) {}

  async send(visit: SignedInVisit, { done, refused = null }: Shown): Promise<string> {
    const say = accountTexts(visit.language);
    const { principal } = visit.session;
    const has = await this.credentials.of(principal);
    const view = {
      email: principal.account.email,
      notice: doneNotice(say, done, ['changed', 'set', 'removed']),
      problems: problemsOf(say.language, refused, has),
    };
    const body = has.hasPassword
      ? changePasswordPage(say, {
          ...view,
          form: this.formOf(visit, PASSWORD_PATH),
          removal: await this.removal(visit, has),
        })
      : firstPasswordPage(say, {
          ...view,
          ...(await this.proven(visit, 'set_password', FIRST_PATH)),
        });
    return this.accountPages.send(visit, {
      status: statusOf(visit.reply, refused),
      title: say('pagePassword'),
      body,
      again: addressWith(this.pages.path(PASSWORD_PATH)),
    });
  }

  private async removal(visit: SignedInVisit, { hasPasskey }: OwnCredential) {
    const isConfirmed = visit.session.principal.account.isEmailVerified;
    const proven = await this.proven(visit, 'remove_password', REMOVAL_PATH);
    return removalPart(accountTexts(visit.language), { hasPasskey, isConfirmed, ...proven });
  }

  /** The form of an act, when the browser has the fresh proof for it. */
  private async proven(
    visit: SignedInVisit,
    purpose: 'set_password' | 'remove_password',
    action: PagePath,
  ) {
    const isShown = await this.shown.isShown(visit, purpose);
    return {
      form: isShown ? this.formOf(visit, action) : null,
      provePath: `${this.pages.path(action)}?prove=yes`,
    };
  }

  private formOf(visit: SignedInVisit, action: PagePath) {
    return (content: Pick<Parameters<Visits['form']>[1], 'body' | 'button' | 'buttonKind'>) =>
      this.visits.form(visit, { action, ...content });
  }
}

function problemsOf(
  language: Language,
  refused: AppError | null,
  { hasPassword }: OwnCredential,
): readonly FormProblem[] {
  if (refused?.code === 'PASSWORD_UNACCEPTABLE')
    return sentencesOf(webTexts(language), refused).map((words) => ({
      words,
      fieldId: 'new_password',
    }));
  const isCurrent = hasPassword && refused?.code === 'WRONG_CURRENT_PASSWORD';
  return problemOf(language, refused, isCurrent ? 'current_password' : undefined);
}
