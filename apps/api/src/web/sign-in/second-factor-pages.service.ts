import { Inject, Injectable } from '@nestjs/common';
import { FactorOffers, secondFactorConfig, SignInChallenges } from '#api/auth';
import type { FactorType } from '#api/factors';
import { addressWith, checkbox, html, type Html } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import type { ConfigOf } from '#libs/config';
import type { AppError } from '#libs/kernel';
import type { Say } from '#libs/languages';
import { Pages } from '../pages.service.js';
import { passkeyGetForm, type PasskeyForm } from '../passkeys/passkey-form.js';
import { PasskeySupport } from '../passkeys/passkey-support.service.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { joinPolicies } from './form-target.js';
import { codeForm, secondFactorPage } from './second-factor/second-factor.page.js';
import { secondFactorTexts, type SecondFactorTexts } from './second-factor/texts/index.js';
import { fieldsOf, pathWith, type SignInGoal } from './sign-in-goal.js';
import { policyOf } from './sign-in-goals.service.js';
import { signInTexts } from './texts/index.js';

export const SECOND_FACTOR_PATH = '/second-factor';

/** A sign-in whose first factor was right, and what it can go on with. */
interface HalfSignIn {
  readonly challenge: string;
  readonly types: ReadonlySet<FactorType>;
  /** By which a browser shows a passkey; `null` for an account without one. */
  readonly options: object | null;
}

interface Offered {
  readonly type: FactorType;
  readonly options?: object;
}

/** Asks a person whose first factor was right for the second one. */
@Injectable()
export class SecondFactorPages {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
    private readonly challenges: SignInChallenges,
    private readonly offers: FactorOffers,
    private readonly support: PasskeySupport,
    @Inject(secondFactorConfig.KEY) private readonly config: ConfigOf<typeof secondFactorConfig>,
  ) {}

  /** @param refusal `SECOND_FACTOR_REQUIRED`, with its challenge and the factors of the account */
  ask(visit: Visit, { params }: AppError, goal: SignInGoal): Promise<string> {
    const factors = params['factors'] as readonly Offered[];
    const half = {
      challenge: String(params['challenge']),
      types: new Set(factors.map(({ type }) => type)),
      options: factors.find(({ options }) => options !== undefined)?.options ?? null,
    };
    return Promise.resolve(this.show(visit, half, goal, null));
  }

  /**
   * Asks once more, after a refusal. A passkey gets new options, because each is good once.
   * @returns `null` when the sign-in cannot go on
   */
  async askAgain(
    visit: Visit,
    challenge: string,
    goal: SignInGoal,
    refused: AppError,
  ): Promise<string | null> {
    const open = await this.challenges.find(challenge, visit.client);
    if (!open) return null;
    const binding = { purpose: 'second_factor', subject: open.id } as const;
    const { factors, options } = await this.offers.of(open.userId, binding);
    const types = new Set(factors.map(({ type }) => type));
    return this.show(visit, { challenge, types, options }, goal, refused);
  }

  private show(visit: Visit, half: HalfSignIn, goal: SignInGoal, refused: AppError | null): string {
    const { language, reply } = visit;
    const say = secondFactorTexts(language);
    const { challenge, types } = half;
    const hidden = { ...fieldsOf(goal), challenge };
    const passkey = this.passkeyForm(visit, half, hidden);
    const code = codeForm(say, {
      types,
      problem: refused && wordsOf(say, refused),
      isFirst: passkey === null,
      remember: this.remember(say, 'remember_device'),
      form: (content) =>
        this.visits.form(visit, { action: SECOND_FACTOR_PATH, hidden, ...content }),
    });
    const body = secondFactorPage(say, {
      problem: refused && wordsOf(say, refused),
      passkey: passkey?.html ?? null,
      code,
      againPath: this.pages.path(pathWith('/sign-in', goal)),
    });
    return this.pages.send(reply, visit, {
      status: refused?.entry.status ?? 200,
      title: signInTexts(language)('secondFactorTitle'),
      body,
      policy: joinPolicies(policyOf(goal), passkey?.policy ?? {}),
      again: addressWith(this.pages.path('/sign-in'), fieldsOf(goal)),
    });
  }

  private passkeyForm(
    visit: Visit,
    { options, types }: HalfSignIn,
    hidden: Readonly<Record<string, string>>,
  ): PasskeyForm | null {
    if (options === null || !this.support.isPossible) return null;
    const say = secondFactorTexts(visit.language);
    const hasCode = types.has('totp') || types.has('recovery_codes');
    return passkeyGetForm(this.visits, visit, {
      options,
      hidden,
      action: SECOND_FACTOR_PATH,
      button: say('usePasskey'),
      body: this.remember(say, 'remember_device_passkey'),
      after: hasCode ? html`<p class="or">${say('orCode')}</p>` : null,
    });
  }

  /** `null` where no device is remembered. */
  private remember(say: Say<SecondFactorTexts>, id: string): Html | null {
    const { rememberDays: count } = this.config;
    if (count === 0) return null;
    return checkbox({ id, name: 'remember_device', label: say('rememberDevice', { count }) });
  }
}

function wordsOf(say: Say<SecondFactorTexts>, error: AppError): string {
  const { code, params } = error;
  if (code === 'VALIDATION_FAILED') return say('codeMissing');
  if (code === 'INVALID_FACTOR') return say('triesLeft', { count: Number(params['tries_left']) });
  return problemWords(say.language, error);
}
