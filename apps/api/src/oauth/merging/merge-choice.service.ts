import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { isId, normaliseEmail } from '#libs/kernel';
import { Users } from '#api/users';
import { MergeRecords } from './merge-records.service.js';
import { UnmergingUnitsStore } from './unmerging-units.store.js';
import { MergeRecordsStore, type MergeRecord } from './merge-records.store.js';
import {
  mergeAmbiguous,
  mergeCovered,
  mergeNotFound,
  mergeTooOld,
  mergeUndone,
} from './merge.errors.js';

/** Finds the merge that the operator names, and checks that it can be undone. */
@Injectable()
export class MergeChoice {
  constructor(
    private readonly records: MergeRecords,
    private readonly store: MergeRecordsStore,
    private readonly users: Users,
    private readonly units: UnmergingUnitsStore,
  ) {}

  /**
   * The record, locked with the account that holds what was merged until the transaction ends.
   * @param named the id of the merge, or the id or the address of either account
   * @throws AppError `MERGE_NOT_FOUND`, `MERGE_AMBIGUOUS`, `MERGE_ALREADY_UNDONE`, `MERGE_UNDO_EXPIRED`, `MERGE_COVERED`
   */
  async hold(tx: Tx, named: string): Promise<MergeRecord> {
    const { id } = await this.choose(tx, named);
    const merge = await this.lock(tx, id);
    if (!merge) throw mergeNotFound(this.records.undoDays);
    await this.assertUndoable(tx, merge);
    return merge;
  }

  /** Locks the organizations, the account that holds the merged rows, then the record; `null` when one of them does not exist. */
  private async lock(tx: Tx, id: string): Promise<MergeRecord | null> {
    const [found] = await this.store.listById(tx, id);
    if (!found) return null;
    await this.units.lockRecorded(tx, id);
    if (!(await this.users.lock(tx, found.holderId))) return null;
    return this.store.findForUpdate(tx, id);
  }

  /** Of several merges the one that can be undone. */
  private async choose(tx: Tx, named: string): Promise<MergeRecord> {
    const found = await this.find(tx, named);
    const exact = found.find(({ id }) => id === named.toLowerCase());
    const open = found.filter(({ undoneAt }) => undoneAt === null);
    const uncovered = open.filter(({ holderId, keptUserId }) => holderId === keptUserId);
    const candidates = uncovered.length > 0 ? uncovered : open;
    const chosen = exact ?? candidates[0] ?? found[0];
    if (!chosen) throw mergeNotFound(this.records.undoDays);
    if (!exact && candidates.length > 1) throw mergeAmbiguous(candidates.map(({ id }) => id));
    return chosen;
  }

  private async find(tx: Tx, named: string): Promise<MergeRecord[]> {
    if (isId(named)) return this.store.listById(tx, named);
    const canonical = normaliseEmail(named)?.canonical;
    if (canonical === undefined) return [];
    const ended = await this.store.listByEndedEmail(tx, canonical);
    const kept = await this.users.findByCanonicalEmail(tx, canonical);
    const ofKept = kept ? await this.store.listById(tx, kept.id) : [];
    return [...ended, ...ofKept.filter(({ id }) => ended.every((one) => one.id !== id))];
  }

  private async assertUndoable(tx: Tx, merge: MergeRecord): Promise<void> {
    if (merge.undoneAt !== null) throw mergeUndone();
    if (merge.mergedAt < this.records.since) throw mergeTooOld(this.records.undoDays);
    if (merge.holderId === merge.keptUserId) return;
    const later = await this.store.listById(tx, merge.keptUserId);
    const covering = later.filter(
      ({ endedUserId, undoneAt }) => endedUserId === merge.keptUserId && undoneAt === null,
    );
    throw mergeCovered(covering.map(({ id }) => id));
  }
}
