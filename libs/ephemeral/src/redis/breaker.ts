import type { Outage } from '../ephemeral.js';

/**
 * Knows from replies, silences and refused connections whether a command is worth sending. A timeout opens it
 * for `breakMs` at least, and until something has been answered; then commands flow again. Times are those of `now`.
 */
export class Breaker {
  private openUntilMs = -Infinity;
  private silentSinceMs: number | null = null;
  private refusedAtMs: number | null = null;

  constructor(
    private readonly breakMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get isOpen(): boolean {
    return this.silentSinceMs !== null || this.now() < this.openUntilMs;
  }

  get outage(): Outage {
    return { refusedAtMs: this.refusedAtMs, silentSinceMs: this.silentSinceMs };
  }

  /** Something has come back, be it an error: it is alive. */
  answered(): void {
    this.silentSinceMs = null;
    this.refusedAtMs = null;
  }

  /** A command sent at that time has not been answered in time. */
  timedOut(sentAtMs: number): void {
    this.silentSinceMs ??= sentAtMs;
    this.openUntilMs = this.now() + this.breakMs;
  }

  /** An attempt to connect that began at that time found nobody. */
  refused(attemptAtMs: number): void {
    this.refusedAtMs = attemptAtMs;
  }
}
