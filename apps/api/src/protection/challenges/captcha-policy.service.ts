import { Inject, Injectable } from '@nestjs/common';
import { addressPrefixes } from '#libs/access';
import { Config, coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Ephemeral } from '#libs/ephemeral';
import { KeyedHash, normaliseEmail } from '#libs/kernel';
import type { GatehouseRequest } from '#api/platform/http';
import { LoginLimits } from '#api/protection/limits';
import { captchaConfig } from './captcha.config.js';
import type { CaptchaClass } from './captcha.js';
import { AttackHolds, type AttackScope, type Origin } from './risk/attack-holds.service.js';

type Mode = 'off' | 'risk' | 'always';

/** Why a challenge is required: by the mode, for every caller, or because of an attack. */
export type Reason = 'mode' | AttackScope;

const ADDRESS_MAX_LENGTH = 508;

/**
 * Decides of which callers a class of routes requires a challenge now. Exempt during an attack are callers on a device that
 * the account knows, and callers who solved a challenge recently.
 */
@Injectable()
export class CaptchaPolicy {
  private readonly modes: Readonly<Record<CaptchaClass, Mode>>;
  private readonly hash: KeyedHash;

  constructor(
    private readonly holds: AttackHolds,
    private readonly logins: LoginLimits,
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    @Inject(captchaConfig.KEY) private readonly settings: ConfigOf<typeof captchaConfig>,
    config: Config,
  ) {
    const isOff = config.value('RATE_LIMIT_ENABLED') === false;
    const { classes, mode } = settings;
    const modeOf = (name: CaptchaClass): Mode => {
      if (isOff) return 'off';
      if (settings[name] !== 'inherit') return settings[name];
      return classes.length === 0 || classes.includes(name) ? mode : 'off';
    };
    this.modes = { login: modeOf('login'), register: modeOf('register'), mail: modeOf('mail') };
    this.hash = new KeyedHash(serverSecretOf(config.get(coreConfig)), 'captcha-accounts');
  }

  originOf({ client, body }: GatehouseRequest): Origin {
    const email = fieldOf(body, 'email');
    const isAddress = typeof email === 'string' && email.length <= ADDRESS_MAX_LENGTH;
    const account = isAddress ? this.hash.nameOf(normaliseEmail(email)?.canonical ?? email) : null;
    return { ...this.originOfAddress(client?.ip ?? ''), account };
  }

  /** For a client that has not sent an account's address. */
  originOfAddress(ip: string): Origin {
    const networks = addressPrefixes(ip).map(({ level, name }) => ({
      level,
      name: this.hash.nameOf(name),
    }));
    return { networks, account: null };
  }

  /** `null` where no challenge is required. */
  async findReason(name: CaptchaClass, { networks, account }: Origin): Promise<Reason | null> {
    const mode = this.modes[name];
    if (mode !== 'risk') return mode === 'always' ? 'mode' : null;
    // An attack on passwords does not concern registrations and requests for mails.
    return this.holds.findScope({ networks, account: name === 'login' ? account : null });
  }

  /** In the mode `always` nobody is exempt. */
  async isExempt(
    request: GatehouseRequest,
    action: CaptchaClass,
    origin: Origin,
    reason: Reason,
  ): Promise<boolean> {
    if (reason === 'mode') return false;
    if ((await this.logins.findDevice(request)) !== null) return true;
    const key = exemptionOf(action, origin);
    return key !== null && (await this.ephemeral.get(key).catch(() => null)) !== null;
  }

  /** After a challenge was solved: exempts the account from that address alone. Never throws. */
  async noteSolved(action: CaptchaClass, origin: Origin): Promise<void> {
    const key = exemptionOf(action, origin);
    const { solvedSeconds } = this.settings;
    if (key === null || solvedSeconds === 0) return;
    await this.ephemeral.set(key, '1', solvedSeconds).catch(() => undefined);
  }
}

const exemptionOf = (action: CaptchaClass, { networks: [address], account }: Origin) =>
  address && account !== null ? `captcha:solved:${action}:${account}:${address.name}` : null;

/** A field of a parsed body, `undefined` when the body does not have it. */
export const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;
