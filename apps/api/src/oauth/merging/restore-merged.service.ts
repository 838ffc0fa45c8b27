import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Users, type User } from '#api/users';
import { MergeRecordsStore, type MergeRecord } from './merge-records.store.js';
import { MergingStore, type HeldRole } from './merging.store.js';
import { mergeAddressTaken, mergeNotFound } from './merge.errors.js';
import { MergeRecords } from './merge-records.service.js';

/** The two accounts after an undone merge, and what was restored to the ended one. */
export interface RestoredRows {
  readonly kept: User;
  readonly restored: User;
  readonly identityIds: readonly string[];
  readonly rolesReturned: readonly HeldRole[];
  /** Not restored: they were revoked from the kept account since. */
  readonly rolesLost: readonly HeldRole[];
}

/** Restores the rows of an ended account. */
@Injectable()
export class RestoreMerged {
  constructor(
    private readonly users: Users,
    private readonly records: MergeRecords,
    private readonly recorded: MergeRecordsStore,
    private readonly store: MergingStore,
    private readonly clock: Clock,
  ) {}

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
