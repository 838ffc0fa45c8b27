import { Inject, Injectable } from '@nestjs/common';
import { Config, type ConfigOf } from '#libs/config';
import { captchaConfig } from './captcha.config.js';
import type { CaptchaClass } from './captcha.js';
import { SignInWatch } from './risk/sign-in-watch.service.js';

type Mode = 'off' | 'risk' | 'always';

/** Whether a class of routes stands behind a challenge now. */
@Injectable()
export class CaptchaModes {
  private readonly modes: Readonly<Record<CaptchaClass, Mode>>;

  constructor(
    private readonly watch: SignInWatch,
    config: Config,
    @Inject(captchaConfig.KEY) settings: ConfigOf<typeof captchaConfig>,
  ) {
    const isOff = config.value('RATE_LIMIT_ENABLED') === false;
    const { classes, mode } = settings;
    const modeOf = (name: CaptchaClass): Mode => {
      if (isOff) return 'off';
      if (settings[name] !== 'inherit') return settings[name];
      return classes.length === 0 || classes.includes(name) ? mode : 'off';
    };
    this.modes = { login: modeOf('login'), register: modeOf('register'), mail: modeOf('mail') };
  }

  async isAsked(name: CaptchaClass): Promise<boolean> {
    const mode = this.modes[name];
    if (mode !== 'risk') return mode === 'always';
    if (!this.watch.isSuspicious) await this.watch.refresh();
    return this.watch.isSuspicious;
  }
}
