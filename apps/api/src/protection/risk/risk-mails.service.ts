import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { DeviceMatch } from '#api/sessions/devices';
import { MailLinks, Outbox } from '#api/mail';
import { addressee, type User } from '#api/users';
import { SignInLinks } from './sign-in-links.service.js';

export interface SignInAbout {
  readonly user: User;
  readonly deviceMatch: DeviceMatch;
  readonly deviceId: string;
}

/** The mails about sign-ins, each queued in the transaction of its cause. */
@Injectable()
export class RiskMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly links: MailLinks,
    private readonly tokens: SignInLinks,
  ) {}

  /** For a new device, when the sign-in is not suspicious otherwise. */
  async sendNewDevice(tx: Tx, { user, deviceMatch }: SignInAbout): Promise<void> {
    await this.outbox.enqueue(tx, {
      template: 'new-device',
      data: describe(deviceMatch),
      ...addressee(user),
    });
  }

  /** With a link that undoes the sign-in. */
  async sendSuspicious(tx: Tx, about: SignInAbout, sessionId: string | null): Promise<void> {
    const data = async () => {
      const { token, expiresAt } = await this.tokens.issue(tx, 'deny', { ...about, sessionId });
      return { ...describe(about.deviceMatch), link: this.links.denySignIn(token), expiresAt };
    };
    await this.outbox.enqueue(tx, {
      template: 'suspicious-sign-in',
      data,
      ...addressee(about.user),
    });
  }

  /** With a link that confirms the device. */
  async sendConfirmation(tx: Tx, about: SignInAbout): Promise<void> {
    const data = async () => {
      const issued = await this.tokens.issue(tx, 'confirm', { ...about, sessionId: null });
      const link = this.links.confirmSignIn(issued.token);
      return { ...describe(about.deviceMatch), link, expiresAt: issued.expiresAt };
    };
    await this.outbox.enqueue(tx, { template: 'confirm-sign-in', data, ...addressee(about.user) });
  }
}

const describe = ({ at, name, ip, place }: DeviceMatch) => ({
  at,
  device: name,
  from: place ? `${ip} (${place.country})` : ip,
});
