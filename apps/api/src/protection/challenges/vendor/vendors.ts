import type { CaptchaProvider } from '../captcha.js';

export type VendorName = Exclude<CaptchaProvider, 'altcha'>;

/** The facts that differ between vendors. */
export interface Vendor {
  readonly verifyUrl: string;
  /** The field that its widget adds to a form. */
  readonly field: string;
  readonly scriptUrl: string;
  /** The class of the element that its script turns into the widget. */
  readonly widgetClass: string;
  /** Origins that its widget loads from, for the content security policy. */
  readonly scripts: readonly string[];
  readonly frames: readonly string[];
  readonly connects: readonly string[];
  readonly styles: readonly string[];
}

const HCAPTCHA = ['https://hcaptcha.com', 'https://*.hcaptcha.com'] as const;

export const VENDORS: Readonly<Record<VendorName, Vendor>> = {
  turnstile: {
    verifyUrl: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    field: 'cf-turnstile-response',
    scriptUrl: 'https://challenges.cloudflare.com/turnstile/v0/api.js',
    widgetClass: 'cf-turnstile',
    scripts: ['https://challenges.cloudflare.com'],
    frames: ['https://challenges.cloudflare.com'],
    connects: [],
    styles: [],
  },
  hcaptcha: {
    verifyUrl: 'https://api.hcaptcha.com/siteverify',
    field: 'h-captcha-response',
    scriptUrl: 'https://js.hcaptcha.com/1/api.js',
    widgetClass: 'h-captcha',
    scripts: HCAPTCHA,
    frames: HCAPTCHA,
    connects: HCAPTCHA,
    styles: HCAPTCHA,
  },
  recaptcha: {
    verifyUrl: 'https://www.google.com/recaptcha/api/siteverify',
    field: 'g-recaptcha-response',
    scriptUrl: 'https://www.google.com/recaptcha/api.js',
    widgetClass: 'g-recaptcha',
    scripts: ['https://www.google.com/recaptcha/', 'https://www.gstatic.com/recaptcha/'],
    frames: ['https://www.google.com/recaptcha/', 'https://recaptcha.google.com/recaptcha/'],
    connects: ['https://www.google.com/recaptcha/'],
    styles: [],
  },
};
