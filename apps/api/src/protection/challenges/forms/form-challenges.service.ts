import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { baseUrlOf, Config, coreConfig, type ConfigOf } from '#libs/config';
import { html, Html } from '#api/platform/html';
import type { Language } from '#libs/languages';
import { CaptchaPolicy } from '../captcha-policy.service.js';
import { Captcha, CHALLENGE_PATH, type CaptchaClass } from '../captcha.js';
import { vendorConfig } from '../vendor/vendor.config.js';
import { VENDORS, type VendorName } from '../vendor/vendors.js';
import { challengeTexts } from './texts/index.js';

/** An inline script of a page, and its hash for the content security policy. */
interface OwnScript {
  readonly source: string;
  readonly hash: string;
}

const script = (source: string): OwnScript => ({
  source,
  hash: `'sha256-${createHash('sha256').update(source).digest('base64')}'`,
});

/** Submits the form only after `solve` has filled the field, whose attributes are the parameters of the script. */
const withForm = (solve: string) =>
  script(`
(() => {
  const field = document.querySelector('input[data-captcha]');
  const form = field.form;
  const solve = ${solve};
  form.addEventListener('submit', async (event) => {
    if (field.value) return;
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    try {
      field.value = await solve();
      form.submit();
    } catch {
      button.disabled = false;
      document.getElementById('captcha-problem').hidden = false;
    }
  });
})();
`);

/** The proof of work of ALTCHA, in the browser. */
const ALTCHA_SCRIPT = withForm(`async () => {
    const answer = await fetch(field.dataset.challenge);
    const { algorithm, challenge, maxnumber, salt, signature } = await answer.json();
    const encoder = new TextEncoder();
    for (let number = 0; number <= maxnumber; number += 1) {
      const digest = await crypto.subtle.digest(algorithm, encoder.encode(salt + number));
      const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
      if (hex === challenge) return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
    throw new Error('No number solves it');
  }`);

/** Requests a token of reCAPTCHA v3 when the form is sent. */
const SCORE_SCRIPT = withForm(`() => new Promise((resolve, reject) => {
    grecaptcha.ready(() => {
      grecaptcha.execute(field.dataset.siteKey, { action: field.dataset.action }).then(resolve, reject);
    });
  })`);

const problemIn = (language: Language) =>
  html`<p class="bad" id="captcha-problem" role="alert" hidden>
    ${challengeTexts(language)('notSent')}
  </p>`;

const withoutScripts = (language: Language) =>
  html`<noscript><p class="bad">${challengeTexts(language)('scripts')}</p></noscript>`;

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
  async find(
    action: CaptchaClass,
    { ip }: ClientInfo,
    language: Language,
  ): Promise<FormChallenge | null> {
    if (!(await this.policy.findReason(action, this.policy.originOfAddress(ip)))) return null;
    return this.make(action, language);
  }

  /** For a form that was refused without one: the account that it names may be what an attack is aimed at. */
  make(action: CaptchaClass, language: Language): FormChallenge {
    const { provider } = this.captcha;
    if (provider === 'altcha') return this.work(language);
    return this.settings.minScore === undefined
      ? this.widget(provider, action, language)
      : this.score(provider, action, language);
  }

  private work(language: Language): FormChallenge {
    const field = html`<input
      type="hidden"
      name="${this.captcha.field}"
      data-captcha
      data-challenge="${this.challengePath}"
    />`;
    return {
      html: html`${field}${problemIn(language)}${withoutScripts(language)}${element(ALTCHA_SCRIPT)}`
        .source,
      policy: { 'script-src': [ALTCHA_SCRIPT.hash], 'connect-src': ["'self'"] },
    };
  }

  private widget(provider: VendorName, action: CaptchaClass, language: Language): FormChallenge {
    const { scriptUrl, widgetClass } = VENDORS[provider];
    const place = html`<div
      class="${widgetClass}"
      data-sitekey="${this.captcha.siteKey ?? ''}"
      data-action="${action}"
    ></div>`;
    const loader = html`<script src="${scriptUrl}" async defer></script>`;
    return {
      html: html`${place}${withoutScripts(language)}${loader}`.source,
      policy: policyOf(provider),
    };
  }

  private score(provider: VendorName, action: CaptchaClass, language: Language): FormChallenge {
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
      html: html`${field}${problemIn(language)}${withoutScripts(language)}${loader}${element(SCORE_SCRIPT)}`
        .source,
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
