import type { Ephemeral } from '#libs/ephemeral';
import type { Clock } from '#libs/kernel';

export const MINUTE_MS = 60_000;
const KEEP_SECONDS = 180;

/** How often something has happened within a minute that slides, over all instances as far as they can be asked. */
export class MinuteCounts {
  private minute = 0;
  private current = 0;
  private previous = 0;

  constructor(
    private readonly name: string,
    private readonly ephemeral: Ephemeral,
    private readonly clock: Clock,
  ) {}

  get perMinute(): number {
    this.roll();
    const elapsed = (this.clock.nowMs() % MINUTE_MS) / MINUTE_MS;
    return this.current + this.previous * (1 - elapsed);
  }

  /** Counted here at once, and elsewhere when that is settled. */
  async add(): Promise<void> {
    this.roll();
    this.current += 1;
    const { minute } = this;
    const key = `captcha:${this.name}:${minute}`;
    const shared = await this.ephemeral.increment(key, KEEP_SECONDS).catch(() => null);
    if (shared && this.minute === minute) this.current = Math.max(this.current, shared.count);
  }

  private roll(): void {
    const minute = Math.floor(this.clock.nowMs() / MINUTE_MS);
    if (minute === this.minute) return;
    this.previous = minute === this.minute + 1 ? this.current : 0;
    this.current = 0;
    this.minute = minute;
  }
}
