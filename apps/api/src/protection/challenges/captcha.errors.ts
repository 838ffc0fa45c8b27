import { AppError } from '#libs/kernel';
import type { Captcha, CaptchaClass } from './captcha.js';

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
