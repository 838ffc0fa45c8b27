import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { knownLanguage, type Language } from '#libs/languages';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { AddressChanges, Users } from '#api/users';
import { AddressChangeMails } from './address-change-mails.service.js';
import { invalidEmailChangeLink } from './address-change.errors.js';
import { DeadLinks } from './dead-links.service.js';
import { OwnershipProof } from './ownership-proof.service.js';

/** What the page of a link to a new address shows. */
export interface AddressChangeView {
  readonly address: string;
  /** Whether the page asks for the password of the account. */
  readonly needsProof: boolean;
  /** The language of the account; `null` when none was chosen. */
  readonly locale: Language | null;
}

/** Changes the address of an account by the link that was mailed to the new one. */
@Injectable()
export class ConfirmAddressChange {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly changes: AddressChanges,
    private readonly ownership: OwnershipProof,
    private readonly deadLinks: DeadLinks,
    private readonly mails: AddressChangeMails,
    private readonly audit: Audit,
  ) {}

  /** `null` when the link does not work; uses nothing up. */
  async look(token: string, client: ClientInfo): Promise<AddressChangeView | null> {
    const change = await this.changes.find(this.database.pool, token);
    if (!change) return null;
    const needsProof = await this.ownership.isNeeded(change, client);
    const user = await this.users.findById(this.database.pool, change.userId);
    return { address: change.newEmail, needsProof, locale: knownLanguage(user?.locale) };
  }

  /**
   * Uses the link up. Links of the old address die; its mailbox gets one that undoes the change.
   * @throws AppError `INVALID_EMAIL_CHANGE_LINK`, `VERIFICATION_PROOF_REQUIRED`, `WRONG_CURRENT_PASSWORD`, `RATE_LIMITED`;
   * `EMAIL_TAKEN` when another account got the address meanwhile; `RECOVERY_MAIL_HELD_BACK`
   */
  async confirm(token: string, password: string | undefined, client: ClientInfo): Promise<void> {
    const found = await this.changes.find(this.database.pool, token);
    if (!found) throw invalidEmailChangeLink();
    await this.ownership.assert(found, password, client);
    await this.unitOfWork.run(async (unit) => {
      const { tx } = unit;
      const user = await this.users.lock(tx, found.userId);
      const confirmed = user && (await this.changes.confirm(tx, token));
      if (!confirmed) throw invalidEmailChangeLink();
      const { id, newEmail: email, newEmailCanonical: emailCanonical, sessionId } = confirmed.change; // prettier-ignore
      await this.users.changeAddress(tx, user.id, { email, emailCanonical });
      await this.users.noteConfirmed(unit, user.id, null);
      await this.deadLinks.withdraw(tx, user.id);
      await this.mails.sendChanged(tx, user, confirmed);
      unit.changed({ kind: 'user_changed', userId: user.id });
      await this.audit.record(tx, {
        type: 'user.email_changed',
        outcome: 'success',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: user.id },
        client,
        details: { change_id: id, session_id: sessionId, can_be_undone: user.isEmailVerified },
      });
    });
  }
}
