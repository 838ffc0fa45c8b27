/** With ALTCHA as its widget takes it: find the number that, behind the salt, hashes to the challenge. With others the key of their widget. */
export class ChallengeDto {
  /** @example true */
  success!: boolean;

  /**
   * Who makes and checks the challenge: altcha, turnstile, hcaptcha or recaptcha.
   * @example 'altcha'
   */
  provider!: 'altcha' | 'turnstile' | 'hcaptcha' | 'recaptcha';

  /**
   * What the widget of turnstile, hcaptcha or recaptcha is shown with; not with altcha.
   * @example '0x4AAAAAAAAjq6WYeRDKmebM'
   */
  site_key?: string;

  /** @example 'SHA-256' */
  algorithm?: string;

  /** @example '3f2a9c6f1f0d5a1b5d0b1c7d0b8a4a6be0a1d8f2c3b4a5968778695a4b3c2d1e' */
  challenge?: string;

  /** @example 50000 */
  maxnumber?: number;

  /** @example '4fd2a19c0b7e33aa51c2d9f0?expires=1767225900&' */
  salt?: string;

  /** @example '9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d0c1b2a3948576675849302a1b2c3d4e5' */
  signature?: string;
}
