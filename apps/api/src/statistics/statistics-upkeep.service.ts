import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Lifecycle } from '#libs/operation';
import { lastDays } from './day.js';
import { StatisticsStore } from './statistics.store.js';

const EVERY_MS = 60_000;
const BATCH = 5000;
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
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const timer = setInterval(() => void this.run(), EVERY_MS).unref();
    this.lifecycle.onDraining(() => clearInterval(timer));
  }

  /** Never rejects. */
  async run(): Promise<void> {
    try {
      await this.whileMore(() => this.store.foldNewAccounts(this.database.pool, BATCH));
      const kept = this.firstOf(ACTIVITY_DAYS);
      await this.whileMore(() => this.store.forgetActivity(this.database.pool, kept, BATCH));
      await this.store.forgetCounts(this.database.pool, this.firstOf(COUNT_DAYS));
    } catch (error) {
      this.log.warn(`Statistics could not be kept up: ${String(error)}`);
    }
  }

  private firstOf(days: number): string {
    return lastDays(this.clock.nowMs(), days)[0] ?? '';
  }

  private async whileMore(work: () => Promise<boolean>): Promise<void> {
    while (!this.lifecycle.isDraining && (await work()));
  }
}
