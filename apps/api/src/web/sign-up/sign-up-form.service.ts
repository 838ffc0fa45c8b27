import { Injectable } from '@nestjs/common';
import { addressWith } from '#api/platform/html';
import { Pages } from '../pages.service.js';
import { hostOf } from '../sign-in/sign-in-form.service.js';
import { fieldsOf, pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { goesTo } from '../sign-in/sign-in.page.js';
import { signInTexts } from '../sign-in/texts/index.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import type { SignUpProblem, TypedSignUp } from './sign-up-problems.js';
import { signUpPage } from './sign-up.page.js';
import { signUpTexts } from './texts/index.js';

export const SIGN_UP_PATH = '/sign-up';

/** The last attempt. */
interface Attempt {
  readonly typed: Omit<TypedSignUp, 'password'>;
  readonly problems: readonly SignUpProblem[];
  readonly status?: number;
}

const NONE: Attempt = {
  typed: { email: '', firstName: '', lastName: '' },
  problems: [],
  status: 200,
};

/** Shows the form that registers an account. */
@Injectable()
export class SignUpForm {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
  ) {}

  async show(visit: Visit, goal: SignInGoal, attempt: Attempt = NONE): Promise<string> {
    const { typed, problems, status = 400 } = attempt;
    const { language, client, reply } = visit;
    const challenge = await this.pages.findChallenge(client, language, 'register');
    const hidden = fieldsOf(goal);
    const host = hostOf(goal);
    const say = signUpTexts(language);
    const body = signUpPage(say, {
      typed,
      problems,
      goesTo: host === null ? null : goesTo(signInTexts(language), host),
      challenge: challenge?.html ?? '',
      form: (content) => this.visits.form(visit, { action: SIGN_UP_PATH, hidden, ...content }),
      signInPath: this.pages.path(pathWith('/sign-in', goal)),
    });
    return this.pages.send(reply, visit, {
      status,
      title: say('signUpTitle'),
      body,
      policy: challenge?.policy ?? {},
      again: addressWith(this.pages.path(SIGN_UP_PATH), hidden),
    });
  }
}
