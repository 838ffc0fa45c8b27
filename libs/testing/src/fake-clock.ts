import { Clock } from '#libs/kernel';

/** A clock that stands still until a test moves it. */
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

  /** Moves the clock; backwards with a negative number. */
  advanceSeconds(seconds: number): void {
    this.current += seconds * 1000;
  }

  /** Changes the wall clock without any passing of time. */
  stepSeconds(seconds: number): void {
    this.current += seconds * 1000;
    this.steppedMs += seconds * 1000;
  }

  advanceMs(milliseconds: number): void {
    this.current += milliseconds;
  }
}
