import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit, type Actor } from '#api/audit';
import type { Unit } from '#api/changes';
import { EndSessions } from '#api/sessions';
import type { User } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import { OldTrust } from './old-trust.service.js';

export interface ReplacedPassword {
  readonly user: User;
  readonly reason: 'password_changed' | 'password_reset';
  readonly actor: Actor;
  readonly client?: ClientInfo;
  /** The session that stays. */
  readonly exceptSessionId?: string;
  /** For the audit trail. */
  readonly details?: Readonly<Record<string, number>>;
}

/**
 * What a new password brings with it, in its transaction: whoever came in by the old one is out, mailed
 * tokens are dead, the owner is told.
 */
@Injectable()
export class PasswordAftermath {
  constructor(
    private readonly sessions: EndSessions,
    private readonly trust: OldTrust,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  async settle(unit: Unit, replaced: ReplacedPassword): Promise<void> {
    const { user, reason, actor, client, exceptSessionId } = replaced;
    const ended = await this.sessions.endAll(unit, {
      userId: user.id,
      reason,
      ...(exceptSessionId !== undefined && { exceptId: exceptSessionId }),
    });
    await this.trust.withdraw(unit.tx, user, { isReset: reason === 'password_reset', client });
    await this.mails.sendPasswordChanged(unit.tx, user);
    await this.audit.record(unit.tx, {
      type: `user.${reason}`,
      outcome: 'success',
      actor,
      target: { kind: 'user', id: user.id },
      ...(client && { client }),
      details: { sessions_ended: ended, ...replaced.details },
    });
  }
}
