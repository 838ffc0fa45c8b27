import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { PacedBatches } from '#libs/upkeep';
import { lastDays } from './day.js';
import { StatisticsStore } from './statistics.store.js';

const EVERY_MS = 60_000;
const MOST_ROWS = 5000;
/** A count that was late by a day, because the database was away, still finds whom it must not count twice. */
const ACTIVITY_DAYS = 3;
/** A year can be asked for. */
const COUNT_DAYS = 400;

/** Adds up new accounts, and removes what is not needed any more. Several instances share the work. */
@Injectable()
export class StatisticsUpkeep implements OnApplicationBootstrap {
  private readonly log = new Logger('Statistics');

  constructor(
    private readonly database: Database,
    private readonly store: StatisticsStore,
    private readonly clock: Clock,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.run());
  }

  /** Never rejects. */
  async run(): Promise<void> {
    try {
      const { pool } = this.database;
      await this.inBatches('new_accounts.fold', (limit) => this.store.foldNewAccounts(pool, limit));
      const kept = this.firstOf(ACTIVITY_DAYS);
      await this.inBatches('active_sessions.forget', (limit) =>
        this.store.forgetActiveSessions(pool, kept, limit),
      );
      await this.inBatches('active_users.forget', (limit) =>
        this.store.forgetActiveUsers(pool, kept, limit),
      );
      const counted = this.firstOf(COUNT_DAYS);
      await this.inBatches('daily_statistics.forget', (limit) =>
        this.store.forgetCounts(pool, counted, limit),
      );
    } catch (error) {
      this.log.warn(`Statistics could not be kept up: ${String(error)}`);
    }
  }

  private firstOf(days: number): string {
    return lastDays(this.clock.nowMs(), days)[0] ?? '';
  }

  private inBatches(name: string, batch: (limit: number) => Promise<number>): Promise<number> {
    return this.batches.run({ name, mostRows: MOST_ROWS, batch });
  }
}
