import { Inject, Injectable } from '@nestjs/common';
import { baseUrlOf, Config, coreConfig, type ConfigOf } from '#libs/config';
import { parseUrl, type AppError } from '#libs/kernel';
import { CaptchaCounts } from '../captcha-counts.service.js';
import {
  Captcha,
  captchaMisconfigured,
  captchaUnavailable,
  type CaptchaChallenge,
  type Outcome,
  type Solution,
} from '../captcha.js';
import { UsedSolutions } from '../used-solutions.service.js';
import { HostNames } from './host-names.js';
import { judge, SiteVerify } from './site-verify.service.js';
import { vendorConfig } from './vendor.config.js';
import { VENDORS, type VendorName } from './vendors.js';

/** Tokens of reCAPTCHA are the longest: about two thousand characters. */
const MAX_LENGTH = 6000;
/** Tokens of the vendors are valid for at most five minutes. */
const REMEMBERED_SECONDS = 600;

/** Challenges of Turnstile, hCaptcha or reCAPTCHA: their widget shows them, and their server checks solutions. */
@Injectable()
export class VendorCaptcha extends Captcha {
  override readonly provider: VendorName;
  override readonly siteKey: string;
  override readonly field: string;
  private readonly hostnames: HostNames;

  constructor(
    private readonly verify: SiteVerify,
    private readonly used: UsedSolutions,
    private readonly counts: CaptchaCounts,
    @Inject(vendorConfig.KEY) private readonly settings: ConfigOf<typeof vendorConfig>,
    config: Config,
  ) {
    super();
    this.provider = settings.provider === 'altcha' ? 'turnstile' : settings.provider;
    this.siteKey = settings.siteKey ?? '';
    this.field = VENDORS[this.provider].field;
    this.hostnames = new HostNames(hostnamesOf(settings.hostnames, config));
  }

  override async challenge(): Promise<CaptchaChallenge> {
    return { provider: this.provider, site_key: this.siteKey };
  }

  override async consume({ text, action, ip }: Solution): Promise<Outcome> {
    if (text.length > MAX_LENGTH) return 'refused';
    // Before the call to the vendor: of simultaneous requests with one solution only one calls, over all instances.
    if (!(await this.used.add(text, REMEMBERED_SECONDS))) return 'replayed';
    const answer = await this.verify.ask(this.provider, text, ip);
    const { hostnames, settings } = this;
    const verdict = answer && judge(answer, { action, hostnames, minScore: settings.minScore });
    if (verdict === null || verdict === 'unavailable' || verdict === 'misconfigured') {
      throw this.withoutVerdict(verdict);
    }
    return verdict;
  }

  /** Without a verdict the request is refused; the error tells whether another attempt helps. */
  private withoutVerdict(verdict: 'unavailable' | 'misconfigured' | null): AppError {
    this.counts.unavailable();
    if (verdict === 'misconfigured') {
      this.verify.warn(
        'it does not accept our keys: check CAPTCHA_SITE_KEY and CAPTCHA_SECRET_KEY',
      );
      return captchaMisconfigured();
    }
    if (verdict === 'unavailable') this.verify.warn('it has failed');
    return captchaUnavailable();
  }
}

function hostnamesOf(given: readonly string[], config: Config): readonly string[] {
  if (given.length > 0) return given;
  const origins = config.value('CORS_ORIGINS') as readonly string[] | undefined;
  const addresses = [baseUrlOf(config.get(coreConfig)), ...(origins ?? [])];
  return addresses.flatMap((one) => parseUrl(one)?.hostname ?? []);
}
