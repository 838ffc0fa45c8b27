import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit } from '#api/audit';
import type { Unit } from '#api/changes';
import { Devices } from '#api/devices';
import { EndSessions } from '#api/sessions';
import { UsersStore } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import { invalidSignInLink } from './auth.errors.js';

/** Undoes a sign-in that was not its owner's, as far as that can be done. */
@Injectable()
export class SignInUndoing {
  constructor(
    private readonly users: UsersStore,
    private readonly sessions: EndSessions,
    private readonly devices: Devices,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /** The account is held already. Who never had a password signs in by a provider, and has none to reset. */
  async undo(
    unit: Unit,
    about: { userId: string; deviceId: string; sessionId: string | null },
    client: ClientInfo,
  ): Promise<void> {
    const { tx } = unit;
    const { userId, deviceId, sessionId } = about;
    const user = await this.users.findForUpdate(tx, userId);
    if (!user) throw invalidSignInLink();
    const ended = await this.sessions.endAll(unit, { userId, reason: 'sign_in_denied' });
    await this.devices.forget(tx, userId, deviceId);
    const hadPassword = user.password !== null;
    if (hadPassword) {
      await this.users.setPassword(tx, userId, null);
      if (user.isActive) await this.mails.sendRecovery(tx, user);
    }
    await this.audit.record(tx, {
      type: 'sign_in.denied',
      outcome: 'incident',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: userId },
      client,
      details: {
        user_id: userId,
        session_id: sessionId,
        device_id: deviceId,
        sessions_ended: ended,
        password_withdrawn: hadPassword,
      },
    });
  }
}
