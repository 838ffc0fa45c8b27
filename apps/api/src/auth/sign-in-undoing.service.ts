import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { EndSessions } from '#api/sessions';
import { UsersStore, type UserWithPassword } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import { invalidSignInLink } from './auth.errors.js';
import { DeniedSignIns, type DeniedSignIn, type UndoneSignIn } from './denied-sign-ins.service.js';

/** Undoes a sign-in that was not its owner's, with all that it has made, as far as that can be done. */
@Injectable()
export class SignInUndoing {
  constructor(
    private readonly users: UsersStore,
    private readonly sessions: EndSessions,
    private readonly denied: DeniedSignIns,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /** The account is held already. Who never had a password signs in by a provider, and has none to reset. */
  async undo(unit: Unit, about: DeniedSignIn, client: ClientInfo): Promise<void> {
    const { tx } = unit;
    const { userId, deviceId, sessionId } = about;
    const user = await this.users.findForUpdate(tx, userId);
    if (!user) throw invalidSignInLink();
    const ended = await this.sessions.endAll(unit, { userId, reason: 'sign_in_denied' });
    const undone = await this.denied.undo(unit, about);
    const hadPassword = user.password !== null;
    if (hadPassword) await this.users.setPassword(tx, userId, null);
    await this.tell(unit, user, undone);
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
        sessions_denied: undone.sessionIds,
        identities_removed: undone.identityIds,
        devices_forgotten: undone.devicesForgotten,
        tokens_revoked: undone.tokenIds,
        acts_on_others: undone.acts,
      },
    });
  }

  /** With a link to a new password where that is the only way back in. */
  private async tell({ tx }: Unit, user: UserWithPassword, { words, hasIdentity }: UndoneSignIn) {
    if (!user.isActive) return;
    if (user.password !== null || !hasIdentity) await this.mails.sendRecovery(tx, user);
    if (words.length > 0) await this.mails.sendSignInUndone(tx, user, words);
  }
}
