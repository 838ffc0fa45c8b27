import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { PacedBatches } from '#libs/upkeep';
import { IdempotencyStore } from './idempotency.store.js';

const EVERY_MS = 10 * 60_000;
const MOST_ROWS = 1_000;

/** Removes keys that have expired. Several instances share the work. */
@Injectable()
export class IdempotencyUpkeep implements OnApplicationBootstrap {
  private readonly logger = new Logger('Idempotency');

  constructor(
    private readonly database: Database,
    private readonly store: IdempotencyStore,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
  }

  /** In batches, so that no statement holds many rows. */
  async purge(): Promise<void> {
    try {
      await this.batches.run({
        name: 'idempotency_keys.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.store.purge(this.database.pool, limit),
      });
    } catch (error) {
      this.logger.warn('Expired keys could not be removed', error);
    }
  }
}
