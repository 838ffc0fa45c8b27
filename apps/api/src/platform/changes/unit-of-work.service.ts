import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Announcer } from './announce/announcer.service.js';
import { ChangeLogStore } from './change-log.store.js';
import type { Change } from './change.js';
import { markersOf } from './markers.js';
import { UnitOfWork, type Unit } from './unit-of-work.js';

/** Writes the changes of a unit in its own transaction, and tells the other instances before it answers. */
@Injectable()
export class AnnouncedUnitOfWork extends UnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly log: ChangeLogStore,
    private readonly announcer: Announcer,
  ) {
    super();
  }

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
