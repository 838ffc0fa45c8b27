import type { ServerLog } from '#api/platform/logging';

/** Counts the spans that were not sent or were refused, and logs when losses begin and when they end. */
export class SpanLosses {
  private lost = 0;
  private isLosing = false;
  private hasOverflown = false;

  constructor(private readonly log: ServerLog) {}

  get count(): number {
    return this.lost;
  }

  /** The queue had no capacity for a span. */
  overflow(): void {
    this.hasOverflown = true;
    this.add(1, 'more of them than it takes');
  }

  /** The collector refused a batch. */
  refused(count: number, reason: string): void {
    this.hasOverflown = false;
    this.add(count, reason);
  }

  /**
   * The collector accepted a batch. The losses are over only if no span was dropped meanwhile: otherwise every batch
   * of an overload would log again.
   */
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
