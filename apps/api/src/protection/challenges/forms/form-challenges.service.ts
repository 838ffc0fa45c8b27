import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { html, Html } from '#api/platform/html';
import { baseUrlOf, Config, coreConfig, type ConfigOf } from '#libs/config';
import { CaptchaPolicy } from '../captcha-policy.service.js';
import { CHALLENGE_PATH } from '../captcha.errors.js';
import { Captcha, type CaptchaClass } from '../captcha.js';
import { vendorConfig } from '../vendor/vendor.config.js';
import { VENDORS, type VendorName } from '../vendor/vendors.js';
import { ALTCHA_SCRIPT, SCORE_SCRIPT, type OwnScript } from './own-scripts.js';

const PROBLEM = html`<p class="bad" id="captcha-problem" role="alert" hidden>
  This form could not be sent. Load the page anew and try again.
</p>`;
const NOSCRIPT = html`<noscript
  ><p class="bad">
    Allow scripts on this page: without them the form cannot be sent now.
  </p></noscript
>`;

/** What a page of this server contains so that its form can be sent while a challenge is required. */
export interface FormChallenge {
  /** HTML for the inside of the form. */
  readonly html: string;
  /** Additional sources for the content security policy of the page, by directive. */
  readonly policy: Readonly<Record<string, readonly string[]>>;
}

/** Adds challenges to the forms of this server's own pages, while challenges are required. */
@Injectable()
export class FormChallenges {
  private readonly challengePath: string;

  constructor(
    private readonly captcha: Captcha,
    private readonly policy: CaptchaPolicy,
    @Inject(vendorConfig.KEY) private readonly settings: ConfigOf<typeof vendorConfig>,
    config: Config,
  ) {
    const base = baseUrlOf(config.get(coreConfig));
    this.challengePath = new URL(`${base}${CHALLENGE_PATH}`).pathname;
  }

  /**
   * `null` when no challenge is required of clients at this address now. The account is not known yet: a client with a
   * known device may get a challenge that is not required of it.
   */
  async find(action: CaptchaClass, { ip }: ClientInfo): Promise<FormChallenge | null> {
    if (!(await this.policy.findReason(action, this.policy.originOfAddress(ip)))) return null;
    const { provider } = this.captcha;
    if (provider === 'altcha') return this.work();
    return this.settings.minScore === undefined
      ? this.widget(provider, action)
      : this.score(provider, action);
  }

  private work(): FormChallenge {
    const field = html`<input
      type="hidden"
      name="${this.captcha.field}"
      data-captcha
      data-challenge="${this.challengePath}"
    />`;
    return {
      html: html`${field}${PROBLEM}${NOSCRIPT}${element(ALTCHA_SCRIPT)}`.source,
      policy: { 'script-src': [ALTCHA_SCRIPT.hash], 'connect-src': ["'self'"] },
    };
  }

  private widget(provider: VendorName, action: CaptchaClass): FormChallenge {
    const { scriptUrl, widgetClass } = VENDORS[provider];
    const place = html`<div
      class="${widgetClass}"
      data-sitekey="${this.captcha.siteKey ?? ''}"
      data-action="${action}"
    ></div>`;
    const loader = html`<script src="${scriptUrl}" async defer></script>`;
    return { html: html`${place}${NOSCRIPT}${loader}`.source, policy: policyOf(provider) };
  }

  private score(provider: VendorName, action: CaptchaClass): FormChallenge {
    const siteKey = this.captcha.siteKey ?? '';
    const { scriptUrl } = VENDORS[provider];
    const loader = html`<script src="${scriptUrl}?render=${encodeURIComponent(siteKey)}"></script>`;
    const field = html`<input
      type="hidden"
      name="${this.captcha.field}"
      data-captcha
      data-site-key="${siteKey}"
      data-action="${action}"
    />`;
    return {
      html: html`${field}${PROBLEM}${NOSCRIPT}${loader}${element(SCORE_SCRIPT)}`.source,
      policy: policyOf(provider, SCORE_SCRIPT),
    };
  }
}

const element = ({ source }: OwnScript) => new Html(`<script>${source}</script>`);

function policyOf(provider: VendorName, own?: OwnScript): FormChallenge['policy'] {
  const { scripts, frames, connects, styles } = VENDORS[provider];
  return {
    'script-src': own ? [...scripts, own.hash] : scripts,
    'frame-src': frames,
    'connect-src': connects,
    'style-src': styles,
  };
}
