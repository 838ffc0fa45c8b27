import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database, type Tx } from '#libs/database';
import { Clock, newId, DAY_MS } from '#libs/kernel';
import { oauthConfig } from '../oauth.config.js';
import { MergeRecordsStore } from './merge-records.store.js';

/** Records of merges, for `MERGE_UNDO_DAYS`, so that the operator can undo them. */
@Injectable()
export class MergeRecords {
  constructor(
    private readonly database: Database,
    private readonly store: MergeRecordsStore,
    private readonly clock: Clock,
    @Inject(oauthConfig.KEY) private readonly config: ConfigOf<typeof oauthConfig>,
  ) {}

  /** Merges since this time can be undone. */
  get since(): Date {
    return new Date(this.clock.nowMs() - this.undoDays * DAY_MS);
  }

  get undoDays(): number {
    return this.config.mergeUndoDays;
  }

  /**
   * Call it before anything moves, in the transaction of the merge. Answers the id of the record; `null` when none is stored.
   * @param mergedIn the session of the request
   */
  async keep(
    tx: Tx,
    { kept, ended }: { readonly kept: { id: string }; readonly ended: { id: string } },
    mergedIn: string,
  ): Promise<string | null> {
    await this.store.moveHeld(tx, ended.id, kept.id);
    if (this.undoDays === 0) return null;
    const id = newId();
    const mergedAt = this.clock.now();
    const accounts = { keptUserId: kept.id, endedUserId: ended.id };
    await this.store.insert(tx, { id, ...accounts, mergedAt, mergedIn });
    return id;
  }

  /** Deletes a batch of records that cannot be undone any more; answers how many. */
  purge(limit: number): Promise<number> {
    return this.store.deleteBefore(this.database.pool, this.since, limit);
  }
}
