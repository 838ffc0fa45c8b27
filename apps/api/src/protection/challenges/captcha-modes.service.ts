import { Inject, Injectable } from '@nestjs/common';
import { Config, type ConfigOf } from '#libs/config';
import { captchaConfig } from './captcha.config.js';
import type { CaptchaClass } from './captcha.js';
import type { Origin } from './risk/risk-names.service.js';
import { SignInWatch, type AttackScope } from './risk/sign-in-watch.service.js';

type Mode = 'off' | 'risk' | 'always';

/** Why a challenge is required: by the mode, for every caller, or because of an attack. */
export type Reason = 'mode' | AttackScope;

/** Decides whether a class of routes requires a challenge now, and of which callers. */
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

  /** By what it stands behind one for who comes from there; `null`: it does not. */
  async findReason(name: CaptchaClass, { networks, account }: Origin): Promise<Reason | null> {
    const mode = this.modes[name];
    if (mode !== 'risk') return mode === 'always' ? 'mode' : null;
    // An attack on passwords says nothing about registrations and requests for mails.
    return this.watch.findScope({ networks, account: name === 'login' ? account : null });
  }
}
