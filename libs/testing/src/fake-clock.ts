import { Clock } from '#libs/kernel';

/** Stands still until it is moved. */
export class FakeClock extends Clock {
  private current: number;
  private steppedMs = 0;

  constructor(start: Date | string | number = '2026-01-01T00:00:00.000Z') {
    super();
    this.current = new Date(start).getTime();
  }

  override now(): Date {
    return new Date(this.current);
  }

  override nowMs(): number {
    return this.current;
  }

  override monotonicMs(): number {
    return this.current - this.steppedMs;
  }

  set(moment: Date | string | number): void {
    this.current = new Date(moment).getTime();
  }

  /** Backwards with a negative number. */
  advanceSeconds(seconds: number): void {
    this.current += seconds * 1000;
  }

  /** Sets the wall clock: no time passes. */
  stepSeconds(seconds: number): void {
    this.current += seconds * 1000;
    this.steppedMs += seconds * 1000;
  }

  advanceMs(milliseconds: number): void {
    this.current += milliseconds;
  }
}
