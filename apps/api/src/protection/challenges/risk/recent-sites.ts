import type { Clock } from '#libs/kernel';

const MAX_SITES = 10_000;

/** The sites that recently sent a wrong password to this process. Bounded. */
export class RecentSites {
  /** When it was last, the longest ago first. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly forMs: number,
  ) {}

  add(site: string): void {
    this.seen.delete(site);
    if (this.seen.size >= MAX_SITES) this.forgetOldest();
    this.seen.set(site, this.clock.monotonicMs());
  }

  /** All of them, which are then forgotten. */
  drain(): string[] {
    const since = this.clock.monotonicMs() - this.forMs;
    const recent = [...this.seen].filter(([, atMs]) => atMs >= since).map(([site]) => site);
    this.seen.clear();
    return recent;
  }

  private forgetOldest(): void {
    const [oldest] = this.seen.keys();
    if (oldest !== undefined) this.seen.delete(oldest);
  }
}
