import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { soleOwner } from './sole-owners.errors.js';
import { SoleOwnersStore, type NamedOrganization } from './sole-owners.store.js';

/** As many organizations as an answer tells. */
const MOST = 100;

/** Organizations that would have no owner without a user. */
@Injectable()
export class SoleOwners {
  constructor(private readonly store: SoleOwnersStore) {}

  /** Locks the organizations that the user owns until the transaction ends: their owners leave one after the other. */
  hold(tx: Tx, userId: string): Promise<void> {
    return this.store.lockOwned(tx, userId);
  }

  /** The organizations that the user owns, and no other active user; the first hundred. */
  listSoleOwned(tx: Tx, userId: string): Promise<readonly NamedOrganization[]> {
    return this.store.listSoleOwned(tx, userId, MOST);
  }

  /**
   * Call before the account is erased, in that transaction. Of two owners who are erased at the same time only one is.
   * @throws AppError `LAST_OWNER`
   */
  async assertNotSoleOwner(tx: Tx, userId: string): Promise<void> {
    await this.hold(tx, userId);
    const owned = await this.listSoleOwned(tx, userId);
    if (owned.length > 0) throw soleOwner(owned);
  }
}
