import { Injectable } from '@nestjs/common';
import { displayTotp, fromBase32, type DisplayedTotp } from '#api/factors';
import { addressWith } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import type { AppError } from '#libs/kernel';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { fieldsOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { confirmAuthenticator, endedEnrolment } from './authenticator.page.js';
import { factorTexts } from './texts/index.js';

export const AUTHENTICATOR = '/account/authenticator';
export const CONFIRM_AUTHENTICATOR = '/account/authenticator/confirm';

/** As `displayTotp` writes secrets of this server: 160 bits. */
const SECRET = /^[A-Z2-7]{32}$/;

/** An enrolment that a page has begun. */
export interface ShownEnrolment {
  readonly id: string;
  readonly secret: string;
}

/**
 * The page with the secret of an authenticator app. The server tells a secret once: a page that shows it anew after a wrong code
 * has it from the form of the page before.
 */
@Injectable()
export class AuthenticatorPages {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly visits: Visits,
  ) {}

  /** What was just begun. */
  show(visit: SignedInVisit, begun: ShownEnrolment & DisplayedTotp, goal: SignInGoal): string {
    return this.page(visit, begun, goal, null);
  }

  /** The same secret, after a code that was not accepted. */
  async showAgain(
    visit: SignedInVisit,
    { id, secret }: ShownEnrolment,
    goal: SignInGoal,
    refused: AppError,
  ): Promise<string> {
    if (!SECRET.test(secret)) return this.ended(visit, goal, refused);
    const account = visit.session.principal.account.email;
    const label = { issuer: this.pages.appName, account };
    const displayed = await displayTotp(fromBase32(secret), label);
    return this.page(visit, { id, ...displayed }, goal, refused);
  }

  /** The enrolment is over, and begins anew. */
  ended(visit: SignedInVisit, goal: SignInGoal, refused: AppError): string {
    const say = factorTexts(visit.language);
    const problem = problemWords(visit.language, refused);
    return this.accountPages.send(visit, {
      status: refused.entry.status,
      title: say('appAdd'),
      body: endedEnrolment(say, problem, this.anewPath(goal)),
      again: addressWith(this.pages.path(AUTHENTICATOR), fieldsOf(goal)),
    });
  }

  private page(
    visit: SignedInVisit,
    { id, ...displayed }: ShownEnrolment & DisplayedTotp,
    goal: SignInGoal,
    refused: AppError | null,
  ): string {
    const say = factorTexts(visit.language);
    const hidden = { ...fieldsOf(goal), id, secret: displayed.secret };
    const action = CONFIRM_AUTHENTICATOR;
    const body = confirmAuthenticator(say, {
      ...displayed,
      problem: refused && problemWords(visit.language, refused),
      form: (content) => this.visits.form(visit, { action, hidden, ...content }),
      anewPath: this.anewPath(goal),
    });
    return this.accountPages.send(visit, {
      status: refused?.entry.status ?? 200,
      title: say('appAdd'),
      body,
      again: addressWith(this.pages.path(AUTHENTICATOR), fieldsOf(goal)),
    });
  }

  private anewPath(goal: SignInGoal): string {
    return this.pages.path(pathWith(AUTHENTICATOR, goal));
  }
}
