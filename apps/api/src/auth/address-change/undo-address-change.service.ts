import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { knownLanguage, type Language } from '#libs/languages';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { SessionLineage } from '#api/sessions';
import { AddressChanges, Users } from '#api/users';
import { invalidEmailChangeLink } from './address-change.errors.js';
import { EndOfTakenAccount } from './end-of-taken-account.service.js';

/** What the page of a link to undo a change shows. */
export interface UndoView {
  /** That the link gives back. */
  readonly address: string;
  /** The language of the account; `null` when none was chosen. */
  readonly locale: Language | null;
}

/** Gives an account its old address back, by the link that was mailed there when it was changed. */
@Injectable()
export class UndoAddressChange {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: AddressChanges,
    private readonly users: Users,
    private readonly lineage: SessionLineage,
    private readonly ending: EndOfTakenAccount,
    private readonly audit: Audit,
  ) {}

  /** `null` when the link does not work; uses nothing up. */
  async look(token: string): Promise<UndoView | null> {
    const { pool } = this.database;
    const change = await this.changes.findUndo(pool, token);
    if (!change) return null;
    const user = await this.users.findById(pool, change.userId);
    return { address: change.oldEmail, locale: knownLanguage(user?.locale) };
  }

  /**
   * Uses the link up: every session ends, what was made since is removed, later changes lose their power, and the password
   * must be reset.
   * @throws AppError `INVALID_EMAIL_CHANGE_LINK`, `EMAIL_TAKEN`, `RECOVERY_MAIL_HELD_BACK`
   */
  async undo(token: string, client: ClientInfo): Promise<void> {
    const found = await this.changes.findUndo(this.database.pool, token);
    if (!found) throw invalidEmailChangeLink();
    await this.unitOfWork.run(async (unit) => {
      const { tx } = unit;
      const before = await this.users.lock(tx, found.userId);
      const change = before && (await this.changes.undo(tx, token));
      if (!change) throw invalidEmailChangeLink();
      const { id, userId, oldEmail: email, oldEmailCanonical: emailCanonical, sessionId } = change;
      await this.users.changeAddress(tx, userId, { email, emailCanonical });
      const user = { ...before, email, emailCanonical, isEmailVerified: true };
      const deviceId = await this.lineage.findDeviceId(tx, sessionId);
      const undone = await this.ending.end(unit, user, change, deviceId);
      await this.audit.record(tx, {
        type: 'user.email_change_undone',
        outcome: 'incident',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: userId },
        client,
        details: { user_id: userId, change_id: id, session_id: sessionId, ...undone },
      });
    });
  }
}
