import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Ephemeral } from '#libs/ephemeral';
import type { GatehouseRequest } from '#api/platform/http';
import { LoginLimits } from '#api/protection/limits';
import { captchaConfig } from './captcha.config.js';
import type { CaptchaClass } from './captcha.js';
import { RiskNames, type Origin } from './risk/risk-names.service.js';
import { fieldOf } from './solutions.service.js';

/** Callers exempt from challenges during an attack: those on a device that the account knows, and those who solved one recently. */
@Injectable()
export class Exemptions {
  constructor(
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    @Inject(captchaConfig.KEY) private readonly config: ConfigOf<typeof captchaConfig>,
    private readonly logins: LoginLimits,
    private readonly names: RiskNames,
  ) {}

  originOf({ client, body }: GatehouseRequest): Origin {
    return this.names.originOf(client?.ip ?? '', fieldOf(body, 'email'));
  }

  async has(request: GatehouseRequest, action: CaptchaClass, origin: Origin): Promise<boolean> {
    if ((await this.logins.findDevice(request)) !== null) return true;
    const key = keyOf(action, origin);
    if (key === null) return false;
    return (await this.ephemeral.get(key).catch(() => null)) !== null;
  }

  /** After a challenge was solved: for the account from that address alone. Never throws. */
  async add(action: CaptchaClass, origin: Origin): Promise<void> {
    const key = keyOf(action, origin);
    const { solvedSeconds } = this.config;
    if (key === null || solvedSeconds === 0) return;
    await this.ephemeral.set(key, '1', solvedSeconds).catch(() => undefined);
  }
}

const keyOf = (action: CaptchaClass, { networks: [address], account }: Origin) =>
  address && account !== null ? `captcha:solved:${action}:${account}:${address.name}` : null;
