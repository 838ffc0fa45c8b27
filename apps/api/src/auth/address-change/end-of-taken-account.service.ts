import { Injectable } from '@nestjs/common';
import type { Unit } from '#api/platform/changes';
import { EndSessions } from '#api/sessions';
import { Users, type AddressChange, type User } from '#api/users';
import { AccountMails } from '../account-mails.service.js';
import { DeniedSignIns } from '../denied-sign-ins.service.js';
import { DeadLinks } from './dead-links.service.js';

/** Ends what a stranger has, or has made, in an account whose address was changed. */
@Injectable()
export class EndOfTakenAccount {
  constructor(
    private readonly users: Users,
    private readonly sessions: EndSessions,
    private readonly denied: DeniedSignIns,
    private readonly deadLinks: DeadLinks,
    private readonly mails: AccountMails,
  ) {}

  /** @throws AppError `RECOVERY_MAIL_HELD_BACK` */
  async end(
    unit: Unit,
    user: User,
    { sessionId, confirmedAt }: AddressChange,
    deviceId: string | null,
  ): Promise<Record<string, unknown>> {
    const { tx } = unit;
    const { id: userId } = user;
    const since = confirmedAt ?? undefined;
    const ended = await this.sessions.endAll(unit, { userId, reason: 'email_change_undone' });
    const undone = await this.denied.undo(unit, { userId, deviceId, sessionId, ...(since && { since }) }); // prettier-ignore
    await this.users.setPassword(tx, userId, null);
    await this.deadLinks.withdraw(tx, userId);
    unit.changed({ kind: 'user_changed', userId });
    if (user.isActive) {
      await this.mails.sendRecovery(tx, user);
      if (undone.removed.length > 0) await this.mails.sendSignInUndone(tx, user, undone.removed);
    }
    return {
      sessions_ended: ended,
      sessions_denied: undone.sessionIds,
      identities_removed: undone.identityIds,
      devices_forgotten: undone.devicesForgotten,
      factors_removed: undone.factorIds,
      factor_resets_withdrawn: undone.resetsWithdrawn,
      tokens_revoked: undone.tokenIds,
      acts_on_others: undone.acts,
    };
  }
}
