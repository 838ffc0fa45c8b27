import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit, type Actor } from '#api/audit';
import { AccountFactors } from '#api/factors';
import type { Unit } from '#api/platform/changes';
import { LinkedIdentities } from '#api/users/identities';
import { Users, type User } from '#api/users';
import { CredentialRevocation } from './credential-revocation.service.js';

/** On whose authority an account is given to the owner of its address. */
export interface Takeover {
  readonly actor: Actor;
  /** The provider that verified the address, `confirmation` or `configuration`. */
  readonly provider: string;
  readonly client?: ClientInfo;
  /** The provider, where it is not authoritative for the address. */
  readonly vouchedBy?: string | null;
}

/**
 * Gives an account to the owner of its address, after somebody else may have registered it. All earlier credentials are
 * revoked: password, sessions, mailed links, identities, second factors, unused codes, known devices. Failed logins are forgotten.
 */
@Injectable()
export class AccountTakeover {
  constructor(
    private readonly users: Users,
    private readonly revocation: CredentialRevocation,
    private readonly identities: LinkedIdentities,
    private readonly factors: AccountFactors,
    private readonly audit: Audit,
  ) {}

  /** Answers the account after the takeover. The caller has locked it. */
  async cleanse<U extends User>(unit: Unit, user: U, takeover: Takeover) {
    const { actor, provider, client, vouchedBy = null } = takeover;
    const { tx } = unit;
    const { id } = user;
    await this.users.setPassword(tx, id, null);
    const ended = await this.revocation.revoke(unit, user, {
      reason: 'account_taken_over',
      client,
    });
    const removed = await this.identities.removeAll(tx, id);
    const factors = await this.factors.removeAll(tx, id);
    await this.users.updateProfile(tx, id, {
      firstName: null,
      lastName: null,
      locale: null,
    });
    await this.users.confirm(unit, id, vouchedBy);
    if (vouchedBy === null) await this.users.markProven(unit, id);
    unit.changed({ kind: 'user_changed', userId: id });
    await this.audit.record(tx, {
      type: 'user.taken_over',
      outcome: 'success',
      actor,
      target: { kind: 'user', id },
      ...(client && { client }),
      details: {
        provider,
        sessions_ended: ended,
        identities_removed: removed,
        factors_removed: factors,
      },
    });
    return { ...user, password: null, firstName: null, lastName: null, isEmailVerified: true };
  }
}
