import type { Outage } from '../ephemeral.js';

/**
 * Decides from replies, timeouts and refused connections whether a command is worth sending. A timeout opens the
 * breaker for at least `breakMs`, and until a reply has arrived. All times are values of `now`.
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

  /** A reply has arrived, possibly an error reply: the server is alive. */
  answered(): void {
    this.silentSinceMs = null;
    this.refusedAtMs = null;
  }

  /** A command sent at `sentAtMs` has timed out. */
  timedOut(sentAtMs: number): void {
    this.silentSinceMs ??= sentAtMs;
    this.openUntilMs = this.now() + this.breakMs;
  }

  /** The connection attempt that began at `attemptAtMs` was refused. */
  refused(attemptAtMs: number): void {
    this.refusedAtMs = attemptAtMs;
  }
}
