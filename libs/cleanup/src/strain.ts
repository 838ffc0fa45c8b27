import { poolOf, rows, type Database } from '#libs/database';
import type { Clock } from '#libs/kernel';

/** An answer that takes this long is slow on any machine. */
const SLOW_MS = 50;
/** An answer so many times slower than the fastest of the run shows that the database or this process is overloaded. */
const SLOWER = 5;

/** Detects whether other work waits for the database: requests for a connection, or statements for their answer. */
export class Strain {
  private fastestMs = Infinity;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async isDetected(): Promise<boolean> {
    if (this.hasWaiting) return true;
    const startedMs = this.clock.monotonicMs();
    await rows(this.database.pool, 'SELECT 1');
    const tookMs = this.clock.monotonicMs() - startedMs;
    this.fastestMs = Math.min(this.fastestMs, tookMs);
    return tookMs > Math.max(SLOW_MS, SLOWER * this.fastestMs);
  }

  private get hasWaiting(): boolean {
    return this.database.dataSources.some((source) => poolOf(source).waitingCount > 0);
  }
}
