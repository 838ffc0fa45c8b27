import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { PacedBatches } from '#libs/upkeep';
import { OneTimeTokens } from './one-time-tokens.service.js';
import { PendingRegistrations } from './pending-registrations.service.js';

const EVERY_MS = 600_000;
const MOST_ROWS = 1000;

/** Deletes mailed tokens and waiting registrations that have expired. Every instance does it; they leave each other's rows alone. */
@Injectable()
export class OneTimeTokenPurge implements OnApplicationBootstrap {
  private readonly log = new Logger(OneTimeTokenPurge.name);

  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly registrations: PendingRegistrations,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
    this.batches.every(EVERY_MS, () => this.purgeRegistrations());
  }

  /** Answers how many were deleted; never rejects. */
  purge(): Promise<number> {
    return this.run('one_time_tokens.purge', (limit) =>
      this.tokens.purgeExpired(this.database.pool, limit),
    );
  }

  /** The same of registrations that nobody has confirmed. */
  purgeRegistrations(): Promise<number> {
    return this.run('pending_registrations.purge', (limit) =>
      this.registrations.purgeExpired(this.database.pool, limit),
    );
  }

  private async run(name: string, batch: (limit: number) => Promise<number>): Promise<number> {
    try {
      return await this.batches.run({ name, mostRows: MOST_ROWS, batch });
    } catch (error) {
      this.log.warn(`What has expired could not be deleted (${name}): ${String(error)}`);
      return 0;
    }
  }
}
