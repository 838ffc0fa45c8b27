import { Clock } from '#libs/kernel';

/** Stands still until it is moved. */
export class FakeClock extends Clock {
  private current: number;

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

  set(moment: Date | string | number): void {
    this.current = new Date(moment).getTime();
  }

  /** Backwards with a negative number. */
  advanceSeconds(seconds: number): void {
    this.current += seconds * 1000;
  }

  advanceMs(milliseconds: number): void {
    this.current += milliseconds;
  }
}
