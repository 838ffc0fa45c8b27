import type { OnApplicationBootstrap, BeforeApplicationShutdown } from '@nestjs/common';

const FLUSH_MS = 1000;

/** Counts in memory and writes once a second: a killed process loses the counts of the last second at most. */
export abstract class Flushed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Resolves when all counts from before the call are written, or kept in memory because the database is away. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  /** Never rejects. */
  protected abstract write(): Promise<void>;
}
