import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { Devices } from '#api/sessions/devices';
import { UsersStore, type User } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import type { MailRequest } from './mail-requests.store.js';
import { Registrations } from './registrations.service.js';

/** Decides what a request for a mail deserves, and queues the mail. */
@Injectable()
export class AnswerMailRequest {
  constructor(
    private readonly users: UsersStore,
    private readonly mails: AccountMails,
    private readonly registrations: Registrations,
    private readonly devices: Devices,
    private readonly audit: Audit,
  ) {}

  async answer(tx: Tx, request: MailRequest): Promise<void> {
    const user = await this.users.findByCanonicalEmail(tx, request.emailCanonical);
    const isDeserved = user !== null && isDue(request, user);
    const isQueued = isDeserved && (await this.send(tx, request, user));
    const { ip, userAgent, requestId } = request;
    await this.audit.record(tx, {
      type: `${request.kind}.requested`,
      outcome: isDeserved ? 'success' : 'refused',
      actor: { kind: 'anonymous' },
      ...(user && { target: { kind: 'user', id: user.id } }),
      client: { ip, userAgent, requestId },
      ...(isDeserved && { details: { mail: isQueued ? 'queued' : 'held_back' } }),
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
