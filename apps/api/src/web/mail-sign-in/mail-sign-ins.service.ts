import { Injectable } from '@nestjs/common';
import { ClientNonces, EmailSignIn } from '#api/auth';
import { isAppError, type AppError, type Code } from '#libs/kernel';
import { FinishSignIn } from '../sign-in/finish-sign-in.service.js';
import { SecondFactorPages } from '../sign-in/second-factor-pages.service.js';
import { SignInForm } from '../sign-in/sign-in-form.service.js';
import { authenticatedGoal, type SignInGoal } from '../sign-in/sign-in-goal.js';
import type { Visit } from '../visits/visit.js';
import { MailedGoals } from './mailed-goals.service.js';

/** Another code or link does not help: the person signs in in another way. */
const ENDS = new Set<Code>([
  'ACCOUNT_DISABLED',
  'INVALID_CREDENTIALS',
  'SIGN_IN_CONFIRMATION_REQUIRED',
  'SESSION_ENDED',
]);

type Shown = { readonly email: string; readonly code: string } | { readonly token: string };

interface Attempt {
  readonly goal: SignInGoal;
  /** Checks the form, and reads what it shows. */
  readonly read: () => Shown;
  /** Shows the same page after a refusal; `null` for one that the page has no words for. */
  readonly anew: (refused: AppError) => Promise<string> | string | null;
}

/** Signs in by the code or the link of a mail, in the browser that asked for it. */
@Injectable()
export class MailSignIns {
  constructor(
    private readonly signIns: EmailSignIn,
    private readonly nonces: ClientNonces,
    private readonly finishing: FinishSignIn,
    private readonly secondFactor: SecondFactorPages,
    private readonly form: SignInForm,
    private readonly goals: MailedGoals,
  ) {}

  /** Goes on to the application or the page that was wanted, or shows what is wrong. */
  async signIn(visit: Visit, { goal, read, anew }: Attempt): Promise<string> {
    try {
      const nonces = this.nonces.of(visit.request.headers.cookie);
      const signedIn = await this.signIns.verify({ ...read(), nonces }, visit.client);
      this.goals.forget(visit);
      return await this.finishing.finish(visit, signedIn, authenticatedGoal(goal));
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'SECOND_FACTOR_REQUIRED') return this.secondFactor.ask(visit, error, goal);
      if (ENDS.has(error.code)) return this.form.show(visit, goal, { refused: error });
      const page = await anew(error);
      if (page === null) throw error;
      return page;
    }
  }
}
