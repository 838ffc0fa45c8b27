import { AppError } from '#libs/kernel';

/** The classes of routes that may require a challenge; a solution is valid for one class. */
export const CAPTCHA_CLASSES = ['login', 'register', 'mail'] as const;
export type CaptchaClass = (typeof CAPTCHA_CLASSES)[number];

export const CAPTCHA_PROVIDERS = ['altcha', 'turnstile', 'hcaptcha', 'recaptcha'] as const;
export type CaptchaProvider = (typeof CAPTCHA_PROVIDERS)[number];

/** A solution that a caller sent, and its purpose. */
export interface Solution {
  readonly text: string;
  readonly action: CaptchaClass;
  /** The caller's address. */
  readonly ip: string;
}

/** `replayed`: the solution was used before. */
export type Outcome = 'solved' | 'refused' | 'replayed';

/** A challenge: the parameters of the ALTCHA widget, or the key of a vendor's widget. */
export interface CaptchaChallenge {
  readonly provider: CaptchaProvider;
  readonly site_key?: string;
  readonly algorithm?: string;
  readonly challenge?: string;
  readonly maxnumber?: number;
  readonly salt?: string;
  readonly signature?: string;
}

/** A provider of challenges, whose solution proves that a caller is a person or has spent processor time. */
export abstract class Captcha {
  abstract readonly provider: CaptchaProvider;

  /** The public key of the widget; `null` where none is needed. */
  abstract readonly siteKey: string | null;

  /** The name of the field that the widget adds to a form. */
  abstract readonly field: string;

  /** Makes a challenge. */
  abstract challenge(): Promise<CaptchaChallenge>;

  /**
   * Checks the solution of an unexpired challenge; `solved` at most once for each challenge.
   * @throws AppError `CAPTCHA_MISCONFIGURED`, `CAPTCHA_UNAVAILABLE` when the solution cannot be checked
   */
  abstract consume(solution: Solution): Promise<Outcome>;
}

export const SOLUTION_HEADER = 'x-captcha-solution';
export const CHALLENGE_PATH = '/api/captcha/challenge';

export function captchaRequired(
  { provider, siteKey }: Pick<Captcha, 'provider' | 'siteKey'>,
  action: CaptchaClass,
): AppError {
  return new AppError('CAPTCHA_REQUIRED', {
    detail: `Get a challenge from ${CHALLENGE_PATH}, solve it and send its solution in the header X-Captcha-Solution. Each solution is good once.`,
    params: {
      captcha: {
        provider,
        challenge: CHALLENGE_PATH,
        header: 'X-Captcha-Solution',
        action,
        ...(siteKey !== null && { site_key: siteKey }),
      },
    },
  });
}

/** Only the operator can correct it; the log names the setting. */
export const captchaMisconfigured = (): AppError =>
  new AppError('CAPTCHA_MISCONFIGURED', {
    detail:
      'Challenges are not set up correctly on this server, and another try does not help. Tell your administrator, whose log says what to change.',
  });

/** A solution that cannot be checked at the moment is not accepted. */
export const captchaUnavailable = (cause?: unknown): AppError =>
  new AppError('CAPTCHA_UNAVAILABLE', {
    detail: 'Challenges cannot be checked at the moment. Solve a new one shortly.',
    ...(cause !== undefined && { cause }),
  });
