import type { ServerLog } from '#api/platform/logging';

/** Counts what the collector was not given or did not take, and says so in the log: once when it begins and once when it is over. */
export class SpanLosses {
  private lost = 0;
  private isLosing = false;
  private hasOverflown = false;

  constructor(private readonly log: ServerLog) {}

  get count(): number {
    return this.lost;
  }

  /** There was no room for one. */
  overflow(): void {
    this.hasOverflown = true;
    this.add(1, 'more of them than it takes');
  }

  /** A batch was not taken. */
  refused(count: number, reason: string): void {
    this.hasOverflown = false;
    this.add(count, reason);
  }

  /** A batch was taken. It is over only if nothing was let fall meanwhile: else an overload would begin with every batch anew. */
  taken(): void {
    const isOver = this.isLosing && !this.hasOverflown;
    this.hasOverflown = false;
    if (!isOver) return;
    this.isLosing = false;
    this.log.logger.info('Traces reach their collector again');
  }

  private add(count: number, reason: string): void {
    this.lost += count;
    if (this.isLosing) return;
    this.isLosing = true;
    this.log.logger.warn(
      `Traces do not reach their collector (${reason}); they are lost, and nothing else`,
    );
  }
}
