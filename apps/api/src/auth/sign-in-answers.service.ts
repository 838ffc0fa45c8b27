import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import {
  SignInLinks,
  type LiveLink,
  type SignInAnswer,
  type SignInLinkPurpose,
} from '#api/protection/risk';
import { EndSessions } from '#api/sessions';
import { Devices } from '#api/sessions/devices';
import { Users, type UserWithPassword } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import { invalidSignInLink } from './auth.errors.js';
import { DeniedSignIns, type DeniedSignIn, type UndoneSignIn } from './denied-sign-ins.service.js';

/** The answers of the owner of an account to a mail about an unusual sign-in or an added factor, by its one-time links. */
@Injectable()
export class SignInAnswers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly links: SignInLinks,
    private readonly devices: Devices,
    private readonly users: Users,
    private readonly sessions: EndSessions,
    private readonly denied: DeniedSignIns,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /** What the link is for, and the language of the account; `null` when it is not valid. Uses nothing up. */
  look(answer: SignInAnswer, token: string): Promise<LiveLink | null> {
    return this.links.look(answer, token);
  }

  /**
   * The owner denies the sign-in, or the session that has added a factor: every session ends, what it created is removed, and the
   * password must be reset. Of a factor, what was made since goes too: it opens sessions that nothing else leads to.
   * @throws AppError `INVALID_SIGN_IN_LINK`, `RECOVERY_MAIL_HELD_BACK`
   */
  async deny(token: string, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const about = await this.consume(unit, 'deny', token);
      await this.undo(unit, about, client);
    });
  }

  /**
   * The owner confirms the sign-in: the device is known from now on.
   * @throws AppError `INVALID_SIGN_IN_LINK`
   */
  async confirm(token: string, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const { userId, deviceId } = await this.consume(unit, 'confirm', token);
      if (deviceId === null || !(await this.devices.confirm(unit.tx, userId, deviceId)))
        throw invalidSignInLink();
      await this.audit.record(unit.tx, {
        type: 'sign_in.confirmed',
        outcome: 'success',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: userId },
        client,
        details: { user_id: userId, device_id: deviceId },
      });
    });
  }

  private async consume({ tx }: Unit, answer: SignInAnswer, token: string) {
    const about = await this.links.consume(tx, answer, token);
    if (!about) throw invalidSignInLink();
    return about;
  }

  private async undo(
    unit: Unit,
    about: DeniedSignIn & { readonly purpose: SignInLinkPurpose },
    client: ClientInfo,
  ): Promise<void> {
    const { tx } = unit;
    const { userId, deviceId, sessionId, purpose } = about;
    const user = await this.users.lock(tx, userId);
    if (!user) throw invalidSignInLink();
    const ended = await this.sessions.endAll(unit, { userId, reason: 'sign_in_denied' });
    const undone = await this.denied.undo(unit, about);
    const hadPassword = user.password !== null;
    // Also without one: what waits for the reader of a mail, as a change of the address, ends with the password that it began with.
    await this.users.setPassword(tx, userId, null);
    await this.tell(unit, user, undone);
    await this.audit.record(tx, {
      type: 'sign_in.denied',
      outcome: 'incident',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: userId },
      client,
      details: {
        user_id: userId,
        by: purpose,
        session_id: sessionId,
        device_id: deviceId,
        sessions_ended: ended,
        password_withdrawn: hadPassword,
        sessions_denied: undone.sessionIds,
        identities_removed: undone.identityIds,
        devices_forgotten: undone.devicesForgotten,
        factors_removed: undone.factorIds,
        factor_resets_withdrawn: undone.resetsWithdrawn,
        tokens_revoked: undone.tokenIds,
        acts_on_others: undone.acts,
      },
    });
  }

  /** Mails a reset link, unless the account has no password and can sign in by a provider. */
  private async tell({ tx }: Unit, user: UserWithPassword, { removed, hasIdentity }: UndoneSignIn) {
    if (!user.isActive) return;
    if (user.password !== null || !hasIdentity) await this.mails.sendRecovery(tx, user);
    if (removed.length > 0) await this.mails.sendSignInUndone(tx, user, removed);
  }
}
