import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Users, type User } from '#api/users';
import { MergeRecordsStore, type MergeRecord } from './merge-records.store.js';
import type { HeldRole } from './merging.store.js';
import { mergeAddressTaken, mergeNotFound } from './unmerge.errors.js';
import { MergeRecords } from './merge-records.service.js';
import { UnmergingStore } from './unmerging.store.js';

/** Two accounts again, and what has come back to the one that had ended. */
export interface RestoredRows {
  readonly kept: User;
  readonly restored: User;
  readonly identityIds: readonly string[];
  readonly rolesReturned: readonly HeldRole[];
  /** The other account does not hold them any more: somebody has taken them since. */
  readonly rolesLost: readonly HeldRole[];
}

/** Puts the rows of an ended account back where they were. */
@Injectable()
export class UnmergedRows {
  constructor(
    private readonly users: Users,
    private readonly records: MergeRecords,
    private readonly recorded: MergeRecordsStore,
    private readonly store: UnmergingStore,
    private readonly clock: Clock,
  ) {}

  /** The record, and before it the account that holds what was merged; `null` when one of them is gone. */
  async hold(tx: Tx, id: string): Promise<MergeRecord | null> {
    const [found] = await this.recorded.listById(tx, id);
    if (!found || !(await this.users.lock(tx, found.holderId))) return null;
    return this.recorded.findForUpdate(tx, id);
  }

  async findIdOf(tx: Tx, canonicalEmail: string): Promise<string | null> {
    return (await this.users.findByCanonicalEmail(tx, canonicalEmail))?.id ?? null;
  }

  /** @throws AppError `EMAIL_TAKEN` when the address has an account */
  async restore(tx: Tx, { id, keptUserId, endedUserId }: MergeRecord): Promise<RestoredRows> {
    const roles = await this.recorded.listRoles(tx, id);
    if (!(await this.store.restoreAccount(tx, id))) throw mergeAddressTaken();
    const identityIds = await this.store.restoreIdentities(tx, id);
    await this.store.restoreRoles(tx, id);
    await this.store.restoreDevices(tx, id);
    await this.recorded.markUndone(tx, id, this.clock.now());
    await this.recorded.takeBackHeld(tx, endedUserId);
    const kept = await this.users.findById(tx, keptUserId);
    const restored = await this.users.findById(tx, endedUserId);
    if (!kept || !restored) throw mergeNotFound(this.records.undoDays);
    return {
      kept,
      restored,
      identityIds,
      rolesReturned: roles.filter(({ isHeld }) => isHeld),
      rolesLost: roles.filter(({ isHeld }) => !isHeld),
    };
  }
}
