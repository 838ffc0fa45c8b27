import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Announcer } from './announce/announcer.service.js';
import { ChangeLogStore } from './change-log.store.js';
import type { Change } from './change.js';
import { markersOf } from './markers.js';

/** One transaction and the changes that it causes. */
export interface Unit {
  readonly tx: Tx;
  /** Records a change: its row commits with the transaction, and its markers are written before `run` resolves. */
  changed(change: Change): void;
}

/**
 * Opens transactions whose changes other instances must respect on their next request: commit, write new markers, then
 * return.
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly log: ChangeLogStore,
    private readonly announcer: Announcer,
  ) {}

  async run<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    const { result, written } = await this.database.transaction(async (tx) => {
      const changes: Change[] = [];
      const changed = (change: Change): void => {
        markersOf(change);
        changes.push(change);
      };
      const result = await work({ tx, changed });
      return { result, written: changes.length > 0 ? await this.log.append(tx, changes) : [] };
    });
    if (written.length > 0) await this.announcer.announce(written);
    return result;
  }
}
