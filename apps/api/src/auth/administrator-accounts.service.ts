import { Injectable } from '@nestjs/common';
import type { NormalisedEmail } from '#libs/kernel';
import { Audit, type Actor } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { Administrators } from '#api/rbac';
import { UsersStore } from '#api/users';
import { AccountTakeover } from './account-takeover.service.js';

interface AdministratorAccount {
  readonly address: NormalisedEmail;
  /** Its hash. */
  readonly password: string;
}

/** The accounts that administrators sign in with, and their appointment. */
@Injectable()
export class AdministratorAccounts {
  constructor(
    private readonly users: UsersStore,
    private readonly administrators: Administrators,
    private readonly takeover: AccountTakeover,
    private readonly audit: Audit,
  ) {}

  /** `null` when the address has an account. */
  async insert(unit: Unit, { address, password }: AdministratorAccount): Promise<string | null> {
    const user = await this.users.insert(unit.tx, {
      email: address.typed,
      emailCanonical: address.canonical,
      password,
      isEmailVerified: true,
    });
    return user?.id ?? null;
  }

  /**
   * An account that has the address already becomes the administrator's: whoever configures the server
   * owns it, and whoever registered the address before may not, so that their ways in go, all of them.
   */
  async insertOrClaim(unit: Unit, account: AdministratorAccount): Promise<string> {
    const inserted = await this.insert(unit, account);
    if (inserted !== null) return inserted;
    const owner = await this.users.findByCanonicalEmail(unit.tx, account.address.canonical);
    const user = owner && (await this.users.findForUpdate(unit.tx, owner.id));
    if (!user) throw new Error('The account of the address vanished while it was claimed');
    const actor = { kind: 'system' } as const;
    await this.takeover.cleanse(unit, user, { actor, provider: 'configuration' });
    await this.users.setPassword(unit.tx, user.id, account.password);
    await this.users.setActive(unit.tx, user.id, true);
    unit.changed({ kind: 'user_changed', userId: user.id, data: { is_active: true } });
    return user.id;
  }

  async appoint(unit: Unit, userId: string, actor: Actor): Promise<void> {
    const serviceId = await this.administrators.appoint(unit.tx, userId);
    unit.changed({ kind: 'user_permissions_changed', userId, serviceId });
    await this.audit.record(unit.tx, {
      type: 'administrator.appointed',
      outcome: 'success',
      actor,
      target: { kind: 'user', id: userId },
    });
  }
}
