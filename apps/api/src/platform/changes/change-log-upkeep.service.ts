import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '#libs/database';
import { PacedBatches } from '#libs/upkeep';
import { ChangeLogStore } from './change-log.store.js';
import { KeptChanges } from './kept-changes.service.js';

const SETTLE_EVERY_MS = 60_000;
const PURGE_EVERY_MS = 600_000;
const MOST_ROWS = 5_000;
/** No entry of a cache is as old, and no transaction takes so long. */
const SETTLED_SECONDS = 600;

/** Keeps the change log as short as it may be. Any number of instances may do so at once. */
@Injectable()
export class ChangeLogUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: ChangeLogStore,
    private readonly kept: KeptChanges,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.push(
      setInterval(() => void this.settle(), SETTLE_EVERY_MS).unref(),
      setInterval(() => void this.purge(), PURGE_EVERY_MS).unref(),
    );
    void this.purge();
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async settle(): Promise<void> {
    const { pool } = this.database;
    const settling = this.inBatches('change_log.settle', (limit) =>
      this.store.settleUnannounced(pool, SETTLED_SECONDS, limit),
    );
    await settling.catch(() => undefined);
  }

  private inBatches(name: string, batch: (limit: number) => Promise<number>): Promise<number> {
    return this.batches.run({ name, mostRows: MOST_ROWS, batch });
  }

  /** Never fails: what is left is found the next time. */
  async purge(): Promise<void> {
    const { pool } = this.database;
    try {
      await this.inBatches('change_log.forget_foreign', (limit) =>
        this.store.deleteForeign(pool, limit),
      );
      const days = await this.kept.days();
      await this.inBatches('change_log.purge', (limit) =>
        this.store.deleteOlderThan(pool, days, limit),
      );
    } catch {
      // PostgreSQL is away, or has no such table yet.
    }
  }
}
