import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public, RateClass, Refuses } from '#libs/access';
import { CaptchaCounts } from './captcha-counts.service.js';
import { Captcha } from './captcha.js';
import { ChallengeDto } from './captcha.dto.js';

/** What callers do who were refused with `CAPTCHA_REQUIRED`. */
@ApiTags('Sign-in')
@Controller('api/captcha')
export class CaptchaController {
  constructor(
    private readonly captcha: Captcha,
    private readonly counts: CaptchaCounts,
  ) {}

  /** Gives a fresh challenge. Its solution (base64 of the ALTCHA payload, or the token of the provider's widget) goes into the header `X-Captcha-Solution`. */
  @Get('challenge')
  @Public()
  @RateClass('read')
  @Refuses()
  async challenge(): Promise<ChallengeDto> {
    const challenge = await this.captcha.challenge();
    this.counts.handedOut();
    return { success: true, ...challenge };
  }
}
