import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { LinkedIdentities } from '#api/users/identities';
import { Administrators } from '#api/rbac';
import { accountDisabled, Users, type UserWithPassword } from '#api/users';
import { accountGone } from '../oauth.errors.js';
import type { Merge } from './merge.js';
import { MergingStore } from './merging.store.js';

/** Two accounts as they are, held until the transaction ends, and what would move. */
@Injectable()
export class MergeableAccounts {
  constructor(
    private readonly administrators: Administrators,
    private readonly users: Users,
    private readonly identities: LinkedIdentities,
    private readonly store: MergingStore,
  ) {}

  async read(
    tx: Tx,
    principal: Pick<Principal, 'userId'>,
    other: { readonly userId: string },
  ): Promise<Merge> {
    // First, as everybody does who ends an account: otherwise two could wait for each other.
    const isAdministered = await this.administrators.exists(tx);
    const held = await this.hold(tx, [principal.userId, other.userId]);
    const kept = held.get(principal.userId);
    const ended = held.get(other.userId);
    if (!kept || !ended) throw accountGone();
    if (!kept.isActive || !ended.isActive) throw accountDisabled(kept.id);
    const identities = await this.identities.listOfUser(tx, ended.id);
    const roles = await this.store.listRoles(tx, ended.id, kept.id);
    return { kept, ended, identities, roles, isAdministered };
  }

  /**
   * An administrator may have gone over into an account whose address nobody has verified.
   * @throws AppError `LAST_ADMIN`
   */
  async assertStillAdministered(tx: Tx, { isAdministered }: Merge): Promise<void> {
    if (isAdministered) await this.administrators.assertExist(tx);
  }

  /** Always in the same order, so that two merges never wait for each other. */
  private async hold(tx: Tx, ids: string[]): Promise<Map<string, UserWithPassword>> {
    const held = new Map<string, UserWithPassword>();
    for (const id of ids.sort()) {
      const user = await this.users.lock(tx, id);
      if (user) held.set(id, user);
    }
    return held;
  }
}
