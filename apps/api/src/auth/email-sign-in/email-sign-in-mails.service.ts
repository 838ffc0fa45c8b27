import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { MailLinks, Outbox } from '#api/mail';
import { Devices } from '#api/sessions/devices';
import { addressee, Users, type User } from '#api/users';
import type { MailRequest } from '../mail-requests.store.js';
import { EmailSignInCodes } from './email-sign-in-codes.service.js';

/** Mails the code and the link of a sign-in by mail. */
@Injectable()
export class EmailSignInMails {
  constructor(
    private readonly users: Users,
    private readonly codes: EmailSignInCodes,
    private readonly devices: Devices,
    private readonly outbox: Outbox,
    private readonly links: MailLinks,
  ) {}

  /** Answers whether the mail was queued; when not, the sign-in that was asked for before stays valid. */
  async send(tx: Tx, user: User, request: MailRequest): Promise<boolean> {
    const { nonceHash, resource, deviceHash } = request;
    if (nonceHash === null) return false;
    await this.users.lock(tx, user.id);
    const isKnownDevice = await this.devices.isKnown(tx, user.id, deviceHash);
    const { id: userId, emailCanonical } = user;
    const signIn = { userId, emailCanonical, nonceHash, resource, isKnownDevice };
    const data = async () => {
      const { code, token, expiresAt } = await this.codes.issue(tx, signIn);
      return { code, link: this.links.signInByMail(token), expiresAt };
    };
    const by = isKnownDevice ? 'known_device' : 'anybody';
    return this.outbox.enqueue(tx, { template: 'sign-in-code', data, by, ...addressee(user) });
  }
}
