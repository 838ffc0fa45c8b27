import type { Clock } from '#libs/kernel';

/** The time within which failed sign-ins are counted together. */
export const WINDOW_SECONDS = 60;
const MAX_SITES = 10_000;

/** The sites that sent a wrong password to this process within the window; at most 10,000. */
export class RecentSites {
  /** When each site sent its last one; the oldest first. */
  private readonly seen = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  add(site: string): void {
    this.seen.delete(site);
    if (this.seen.size >= MAX_SITES) this.forgetOldest();
    this.seen.set(site, this.clock.monotonicMs());
  }

  /** Answers all of them and removes them. */
  drain(): string[] {
    const since = this.clock.monotonicMs() - WINDOW_SECONDS * 1000;
    const recent = [...this.seen].filter(([, atMs]) => atMs >= since).map(([site]) => site);
    this.seen.clear();
    return recent;
  }

  private forgetOldest(): void {
    const [oldest] = this.seen.keys();
    if (oldest !== undefined) this.seen.delete(oldest);
  }
}
