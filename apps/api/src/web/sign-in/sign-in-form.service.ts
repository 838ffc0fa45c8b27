import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '#api/auth';
import type { BrowserSession } from '#api/browser-sessions';
import { addressWith } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import type { ConfigOf } from '#libs/config';
import type { AppError } from '#libs/kernel';
import { formatWait, type Say } from '#libs/languages';
import { Pages } from '../pages.service.js';
import { statusOf } from '../visits/refused-form.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { joinPolicies } from './form-target.js';
import { OtherWays } from './other-ways.service.js';
import { fieldsOf, pathWith, type SignInGoal } from './sign-in-goal.js';
import { policyOf } from './sign-in-goals.service.js';
import { signInPage } from './sign-in.page.js';
import { signInTexts, type SignInTexts } from './texts/index.js';

export const SIGN_IN_PATH = '/sign-in';

/** What the form is shown with. */
interface ShownForm {
  /** As it was typed, or as the application expects it. */
  readonly email?: string;
  /** The account that must sign in again; without it any account may. */
  readonly again?: BrowserSession | null;
  readonly refused?: AppError | null;
  /** Instead of the sentence for the code of the refusal. */
  readonly words?: string | null;
  /** It was a passkey that was refused. */
  readonly isPasskeyRefused?: boolean;
}

/** Shows the form for address and password, with the other ways to sign in. */
@Injectable()
export class SignInForm {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly otherWays: OtherWays,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  show(
    visit: Visit,
    goal: SignInGoal,
    { email = '', again = null, refused = null, words = null, isPasskeyRefused = false }: ShownForm,
  ): Promise<string> {
    return this.send(visit, goal, { email, again, refused, words, isPasskeyRefused });
  }

  private async send(
    visit: Visit,
    goal: SignInGoal,
    { email, again, refused, words, isPasskeyRefused }: Required<ShownForm>,
  ): Promise<string> {
    const address = again?.principal.account.email ?? null;
    const challenge = await this.challengeOf(visit, refused);
    const ways = await this.otherWays.list({ visit, goal, address, isPasskeyRefused });
    const hidden = hiddenOf(goal, again);
    const say = signInTexts(visit.language);
    const body = signInPage(say, {
      email: address ?? email,
      isAgain: again !== null,
      host: hostOf(goal),
      problem: refused && { words: wordsOf(say, refused, words), code: refused.code },
      challenge: challenge?.html ?? '',
      ways: ways.map(({ html }) => html),
      form: (content) => this.visits.form(visit, { action: SIGN_IN_PATH, hidden, ...content }),
      paths: this.pathsOf(goal),
    });
    const added = [challenge, ...ways].map((part) => part?.policy ?? {});
    return this.pages.send(visit.reply, visit, {
      status: statusOf(visit.reply, refused),
      title: say(again === null ? 'signInTitle' : 'againTitle'),
      body,
      policy: joinPolicies(policyOf(goal), ...added),
      again: addressWith(this.pages.path(SIGN_IN_PATH), { ...hidden, ...further(visit, again) }),
    });
  }

  private pathsOf(goal: SignInGoal) {
    const { registrationEnabled } = this.config;
    return {
      forgot: this.pages.path('/forgot-password'),
      resend: this.pages.path('/resend-verification'),
      signUp: registrationEnabled ? this.pages.path(pathWith('/sign-up', goal)) : null,
      another: this.pages.path(anotherPath(goal)),
    };
  }

  private challengeOf({ client, language }: Visit, refused: AppError | null) {
    if (refused?.code === 'CAPTCHA_REQUIRED') return this.pages.challengeOf(language, 'login');
    return this.pages.findChallenge(client, language, 'login');
  }
}

/** The form for a further account, although somebody is signed in. */
export function anotherPath(goal: SignInGoal): `/${string}` {
  const path = pathWith(SIGN_IN_PATH, goal);
  return `${path}${path.includes('?') ? '&' : '?'}another=yes`;
}

/** Where the application is that the person goes on to; `null` for one without a host. */
export function hostOf({ application }: SignInGoal): string | null {
  const host = application === null ? '' : new URL(application.redirectUri).host;
  return host === '' ? null : host;
}

const hiddenOf = (goal: SignInGoal, again: BrowserSession | null): Record<string, string> => ({
  ...fieldsOf(goal),
  ...(again && { account: again.id }),
});

/** Somebody is signed in, and signs in to another account: a GET without telling so would go on with the first one. */
const further = ({ session }: Visit, again: BrowserSession | null): { another?: 'yes' } =>
  session !== null && again === null ? { another: 'yes' } : {};

function wordsOf(say: Say<SignInTexts>, error: AppError, instead: string | null): string {
  if (instead !== null) return instead;
  const { code, retryAfterSeconds } = error;
  if (code === 'VALIDATION_FAILED') return say('signInMissing');
  if (code === 'RATE_LIMITED' && retryAfterSeconds !== undefined)
    return say('waitFor', { wait: formatWait(say.language, retryAfterSeconds) });
  return problemWords(say.language, error);
}
