/** The classes of routes that a challenge may stand before; a solution is for one of them. */
export const CAPTCHA_CLASSES = ['login', 'register', 'mail'] as const;
export type CaptchaClass = (typeof CAPTCHA_CLASSES)[number];

export const CAPTCHA_PROVIDERS = ['altcha', 'turnstile', 'hcaptcha', 'recaptcha'] as const;
export type CaptchaProvider = (typeof CAPTCHA_PROVIDERS)[number];

/** What a caller shows, and for what. */
export interface Solution {
  readonly text: string;
  readonly action: CaptchaClass;
  /** The caller's address. */
  readonly ip: string;
}

/** `replayed`: it was good once. */
export type Outcome = 'solved' | 'refused' | 'replayed';

/** What is to be solved: as the ALTCHA widget takes it, or the key that a vendor's widget is shown with. */
export interface CaptchaChallenge {
  readonly provider: CaptchaProvider;
  readonly site_key?: string;
  readonly algorithm?: string;
  readonly challenge?: string;
  readonly maxnumber?: number;
  readonly salt?: string;
  readonly signature?: string;
}

/** Asks for proof that a caller is a person or at least pays for what it does. */
export abstract class Captcha {
  abstract readonly provider: CaptchaProvider;

  /** Of the widget; `null` where none is needed. */
  abstract readonly siteKey: string | null;

  /** The field that the widget adds to a form. */
  abstract readonly field: string;

  /** What is to be solved, for the one who must. */
  abstract challenge(): Promise<CaptchaChallenge>;

  /**
   * Whether it is the solution of a challenge that is alive; `solved` at most once for each.
   * @throws AppError `CAPTCHA_MISCONFIGURED`, `CAPTCHA_UNAVAILABLE` when nobody can tell
   */
  abstract consume(solution: Solution): Promise<Outcome>;
}
