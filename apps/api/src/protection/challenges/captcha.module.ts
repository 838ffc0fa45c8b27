import { Module } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { AuditModule } from '#api/audit';
import { LimitsModule } from '#api/protection/limits';
import { Altcha } from './altcha/altcha.service.js';
import { CaptchaCounts } from './captcha-counts.service.js';
import { CaptchaPolicy } from './captcha-policy.service.js';
import { CaptchaController } from './captcha.controller.js';
import { CaptchaGuard } from './captcha.guard.js';
import { Captcha } from './captcha.js';
import { FormChallenges } from './forms/form-challenges.service.js';
import { AttackHolds } from './risk/attack-holds.service.js';
import { AttackNotice } from './risk/attack-notice.service.js';
import { SignInWatch } from './risk/sign-in-watch.service.js';
import { UsedSolutions } from './used-solutions.service.js';
import { SiteVerify } from './vendor/site-verify.service.js';
import { VendorCaptcha } from './vendor/vendor-captcha.service.js';
import { vendorConfig } from './vendor/vendor.config.js';

/** Challenges before sign-in, registration and requests for mails, where they are required. */
@Module({
  imports: [AuditModule, LimitsModule],
  controllers: [CaptchaController],
  providers: [
    Altcha,
    AttackHolds,
    AttackNotice,
    CaptchaCounts,
    CaptchaPolicy,
    FormChallenges,
    SignInWatch,
    SiteVerify,
    UsedSolutions,
    VendorCaptcha,
    {
      provide: Captcha,
      useFactory: (
        { provider }: ConfigOf<typeof vendorConfig>,
        own: Altcha,
        vendor: VendorCaptcha,
      ): Captcha => (provider === 'altcha' ? own : vendor),
      inject: [vendorConfig.KEY, Altcha, VendorCaptcha],
    },
    CaptchaGuard,
  ],
  exports: [CaptchaGuard, FormChallenges],
})
export class CaptchaModule {}
