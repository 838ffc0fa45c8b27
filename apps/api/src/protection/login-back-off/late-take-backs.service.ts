import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database, isAnswerLost } from '#libs/database';
import { LateWrites } from '#libs/cleanup';
import { FailedLoginsStore, type CountedTry } from './failed-logins.store.js';

/** One that is older stays counted: what was counted since may have another cause. */
const LONGEST_MS = 60_000;

/**
 * Takes back tries whose passwords were never looked at, also when the database cannot be used at the moment: then
 * once it can, one after the other, within a minute.
 */
@Injectable()
export class LateTakeBacks implements OnModuleDestroy {
  private readonly late = new LateWrites({ everyMs: 1_000, most: 1_000 });

  constructor(
    private readonly database: Database,
    private readonly store: FailedLoginsStore,
  ) {}

  onModuleDestroy(): void {
    this.late.close();
  }

  /** Never fails: what cannot be taken back at once is taken back later, or stays counted. */
  async takeBack(counted: CountedTry): Promise<void> {
    const write = () => this.attempt(counted);
    await write().catch(() => this.late.add(counted.key, write, LONGEST_MS));
  }

  /** Nothing of these keys is counted any more. */
  forget(keys: readonly Buffer[]): void {
    for (const key of keys) this.late.forget(key);
  }

  /** One whose answer was lost is not repeated: taken back twice, another would be uncounted. */
  private async attempt(counted: CountedTry): Promise<void> {
    try {
      await this.store.takeBack(this.database.pool, counted);
    } catch (error) {
      if (!isAnswerLost(error)) throw error;
    }
  }
}
