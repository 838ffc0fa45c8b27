import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { Devices } from '#api/sessions/devices';
import { Users, type User } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import type { MailRequest } from './mail-requests.store.js';
import { UnconfirmedRegistrations } from './unconfirmed-registrations.service.js';

/** Decides whether a mail request is due, and queues the mail. */
@Injectable()
export class AnswerMailRequest {
  constructor(
    private readonly users: Users,
    private readonly mails: AccountMails,
    private readonly registrations: UnconfirmedRegistrations,
    private readonly devices: Devices,
    private readonly audit: Audit,
  ) {}

  async answer(tx: Tx, request: MailRequest): Promise<void> {
    const user = await this.users.findByCanonicalEmail(tx, request.emailCanonical);
    const isRequestDue = user !== null && isDue(request, user);
    const isQueued = isRequestDue && (await this.send(tx, request, user));
    const { ip, userAgent, requestId } = request;
    await this.audit.record(tx, {
      type: `${request.kind}.requested`,
      outcome: isRequestDue ? 'success' : 'refused',
      actor: { kind: 'anonymous' },
      ...(user && { target: { kind: 'user', id: user.id } }),
      client: { ip, userAgent, requestId },
      ...(isRequestDue && { details: { mail: isQueued ? 'queued' : 'held_back' } }),
    });
  }

  private async send(tx: Tx, { kind, deviceHash }: MailRequest, user: User): Promise<boolean> {
    if (kind === 'verify_email') return this.registrations.resend(tx, user, deviceHash);
    const isKnown = await this.devices.isKnown(tx, user.id, deviceHash);
    return this.mails.sendReset(tx, user, isKnown ? 'known_device' : 'anybody');
  }
}

function isDue({ kind }: MailRequest, user: User): boolean {
  return user.isActive && (kind === 'reset_password' || !user.isEmailVerified);
}
