import { Injectable } from '@nestjs/common';
import { mailboxOf } from '#libs/kernel';
import type { Tx } from '#libs/database';
import type { Meeting } from '#api/sessions/devices';
import { MailLinks, Outbox } from '#api/mail';
import { type User } from '#api/users';
import { SignInLinks } from './sign-in-links.service.js';

export interface SignInAbout {
  readonly user: User;
  readonly meeting: Meeting;
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

  /** A new device, and nothing else against it. */
  async sendNewDevice(tx: Tx, { user, meeting }: SignInAbout): Promise<void> {
    await this.outbox.enqueue(tx, {
      template: 'new-device',
      data: describe(meeting),
      ...addressee(user),
    });
  }

  /** With a link that undoes the sign-in. */
  async sendSuspicious(tx: Tx, about: SignInAbout, sessionId: string | null): Promise<void> {
    const data = async () => {
      const { token, expiresAt } = await this.tokens.issue(tx, 'deny', { ...about, sessionId });
      return { ...describe(about.meeting), link: this.links.denySignIn(token), expiresAt };
    };
    await this.outbox.enqueue(tx, {
      template: 'suspicious-sign-in',
      data,
      ...addressee(about.user),
    });
  }

  /** With a link that lets the device in. */
  async sendConfirmation(tx: Tx, about: SignInAbout): Promise<void> {
    const data = async () => {
      const issued = await this.tokens.issue(tx, 'confirm', { ...about, sessionId: null });
      const link = this.links.confirmSignIn(issued.token);
      return { ...describe(about.meeting), link, expiresAt: issued.expiresAt };
    };
    await this.outbox.enqueue(tx, { template: 'confirm-sign-in', data, ...addressee(about.user) });
  }
}

const describe = ({ at, name, ip, place }: Meeting) => ({
  at,
  device: name ?? 'an unknown device',
  from: place ? `${ip} (${place.country})` : ip,
});

const addressee = (user: User) => ({
  to: mailboxOf(user),
  firstName: user.firstName,
  userId: user.id,
});
