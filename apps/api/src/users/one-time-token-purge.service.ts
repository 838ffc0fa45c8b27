import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { PacedBatches } from '#libs/upkeep';
import { OneTimeTokensService } from './one-time-tokens.service.js';

const EVERY_MS = 600_000;
const MOST_ROWS = 1000;

/** Deletes mailed tokens that have expired. Every instance does it; they leave each other's rows alone. */
@Injectable()
export class OneTimeTokenPurge implements OnApplicationBootstrap {
  private readonly log = new Logger(OneTimeTokenPurge.name);

  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokensService,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
  }

  /** Answers how many were deleted; never rejects. */
  async purge(): Promise<number> {
    try {
      return await this.batches.run({
        name: 'one_time_tokens.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.tokens.purgeExpired(this.database.pool, limit),
      });
    } catch (error) {
      this.log.warn(`Expired tokens could not be deleted: ${String(error)}`);
      return 0;
    }
  }
}
