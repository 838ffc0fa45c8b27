import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { PacedBatches } from '#libs/upkeep';
import { FreshProofs } from './fresh-proofs.service.js';

const EVERY_MS = 600_000;
const MOST_ROWS = 1000;

/** Deletes proofs that have expired. Every instance does it; they leave each other's rows alone. */
@Injectable()
export class FreshProofsPurge implements OnApplicationBootstrap {
  private readonly log = new Logger(FreshProofsPurge.name);

  constructor(
    private readonly database: Database,
    private readonly proofs: FreshProofs,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
  }

  /** Answers how many were deleted; never rejects. */
  async purge(): Promise<number> {
    try {
      return await this.batches.run({
        name: 'fresh_proofs.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.proofs.purgeExpired(this.database.pool, limit),
      });
    } catch (error) {
      this.log.warn(`Expired proofs could not be deleted: ${String(error)}`);
      return 0;
    }
  }
}
