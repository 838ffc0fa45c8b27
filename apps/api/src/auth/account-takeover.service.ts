import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit, type Actor } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { IdentitiesStore } from '#api/users/identities';
import { EndSessions } from '#api/sessions';
import { UsersStore, type User } from '#api/users';
import { OldTrust } from './old-trust.service.js';

/** By whose word an account goes to its owner. */
export interface Takeover {
  readonly actor: Actor;
  /** The provider that vouches for the owner, or `configuration`. */
  readonly provider: string;
  readonly client?: ClientInfo;
  /** The provider, where it is no authority for the address. */
  readonly vouchedBy?: string | null;
}

/**
 * Somebody registered an address that they could not show to be theirs, and now its owner is here. Whatever
 * the first one could come in by goes: password, sessions, mailed links, identities, unused codes. So do the devices
 * that were known, and what was guessed.
 */
@Injectable()
export class AccountTakeover {
  constructor(
    private readonly users: UsersStore,
    private readonly sessions: EndSessions,
    private readonly trust: OldTrust,
    private readonly identities: IdentitiesStore,
    private readonly audit: Audit,
  ) {}

  /** The account, held by the caller, as its owner gets it. */
  async cleanse<U extends User>(unit: Unit, user: U, takeover: Takeover) {
    const { actor, provider, client, vouchedBy = null } = takeover;
    const { tx } = unit;
    const { id } = user;
    await this.users.setPassword(tx, id, null);
    const ended = await this.sessions.endAll(unit, { userId: id, reason: 'account_taken_over' });
    await this.trust.withdraw(tx, user, { isReset: true, client });
    const removed = await this.identities.deleteOfUser(tx, id);
    await this.users.updateProfile(tx, id, { firstName: null, lastName: null });
    await this.users.markVerified(tx, id, vouchedBy);
    if (vouchedBy === null) await this.users.markProven(tx, id);
    unit.changed({ kind: 'user_changed', userId: id });
    await this.audit.record(tx, {
      type: 'user.taken_over',
      outcome: 'success',
      actor,
      target: { kind: 'user', id },
      ...(client && { client }),
      details: { provider, sessions_ended: ended, identities_removed: removed },
    });
    return { ...user, password: null, firstName: null, lastName: null, isEmailVerified: true };
  }
}
