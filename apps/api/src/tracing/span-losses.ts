import type { ServerLog } from '#api/logging';

/** Counts what the collector did not take, and says so in the log: once when it begins and once when it is over. */
export class SpanLosses {
  private lost = 0;
  private isLosing = false;

  constructor(private readonly log: ServerLog) {}

  get count(): number {
    return this.lost;
  }

  add(count: number, reason: string): void {
    this.lost += count;
    if (this.isLosing) return;
    this.isLosing = true;
    this.log.logger.warn(
      `Traces do not reach their collector (${reason}); they are lost, and nothing else`,
    );
  }

  end(): void {
    if (!this.isLosing) return;
    this.isLosing = false;
    this.log.logger.info('Traces reach their collector again');
  }
}
