import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { Lifecycle } from '#libs/operation';
import { IdempotencyStore } from './idempotency.store.js';

const EVERY_MS = 10 * 60_000;
const BATCH = 1_000;

/** Removes keys that have expired. Several instances share the work. */
@Injectable()
export class IdempotencyUpkeep implements OnApplicationBootstrap {
  private readonly logger = new Logger('Idempotency');

  constructor(
    private readonly database: Database,
    private readonly store: IdempotencyStore,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const timer = setInterval(() => void this.purge(), EVERY_MS).unref();
    this.lifecycle.onDraining(() => clearInterval(timer));
  }

  /** In batches, so that no statement holds many rows. */
  async purge(): Promise<void> {
    try {
      while (!this.lifecycle.isDraining) {
        if ((await this.store.purge(this.database.pool, BATCH)) < BATCH) return;
      }
    } catch (error) {
      this.logger.warn('Expired keys could not be removed', error);
    }
  }
}
