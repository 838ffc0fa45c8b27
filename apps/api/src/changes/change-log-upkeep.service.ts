import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '#libs/database';
import { ChangeLogStore } from './change-log.store.js';
import { KeptChanges } from './kept-changes.service.js';

const SETTLE_EVERY_MS = 60_000;
const PURGE_EVERY_MS = 600_000;
const PAGE = 5_000;
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
  ) {}

  onApplicationBootstrap(): void {
    const { pool } = this.database;
    const settle = () => this.store.settleUnannounced(pool, SETTLED_SECONDS);
    this.timers.push(
      setInterval(() => void settle().catch(() => undefined), SETTLE_EVERY_MS).unref(),
      setInterval(() => void this.purge(), PURGE_EVERY_MS).unref(),
    );
    void this.purge();
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Never fails: what is left is found the next time. */
  async purge(): Promise<void> {
    const { pool } = this.database;
    try {
      await this.store.deleteForeign(pool);
      const days = await this.kept.days();
      while ((await this.store.deleteOlderThan(pool, days, PAGE)) === PAGE);
    } catch {
      // PostgreSQL is away, or has no such table yet.
    }
  }
}
