import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { PacedBatches } from '#libs/upkeep';
import { UsedStates } from './flow/used-states.service.js';
import { MergeRecords } from './merging/merge-records.service.js';
import { SignInCodes } from './sign-in/sign-in-codes.service.js';

const EVERY_MS = 600_000;
const MOST_ROWS = 1000;

/** Deletes codes and states that have expired, and records of merges that cannot be undone any more. Every instance does it; they leave each other's rows alone. */
@Injectable()
export class OAuthPurge implements OnApplicationBootstrap {
  private readonly log = new Logger(OAuthPurge.name);

  constructor(
    private readonly database: Database,
    private readonly codes: SignInCodes,
    private readonly states: UsedStates,
    private readonly merges: MergeRecords,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
  }

  /** Answers how many were deleted; never rejects. */
  async purge(): Promise<number> {
    const { pool } = this.database;
    try {
      const codes = await this.batches.run({
        name: 'oauth_codes.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.codes.purgeExpired(pool, limit),
      });
      const states = await this.batches.run({
        name: 'oauth_used_states.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.states.purgeExpired(pool, limit),
      });
      const merges = await this.batches.run({
        name: 'account_merges.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.merges.purge(limit),
      });
      return codes + states + merges;
    } catch (error) {
      this.log.warn(`Expired codes could not be deleted: ${String(error)}`);
      return 0;
    }
  }
}
