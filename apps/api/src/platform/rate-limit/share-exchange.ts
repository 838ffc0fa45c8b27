import type { Ephemeral, Share } from '#libs/ephemeral';
import type { Clock } from '#libs/kernel';
import type { Tally } from './tally.js';

/** What one exchange may cost Redis and this process; the rest waits for the next one. */
const MAX_TALLIES = 2_000;
/** So many in one script, between which Redis does other work. */
const IN_ONE_SCRIPT = 200;
/** How long after the end of a window other instances may still tell of it. */
const SETTLED_MS = 1_000;

interface Told {
  readonly tally: Tally;
  readonly window: number;
  readonly share: Share;
}

/**
 * Exchanges counts with the other instances through Redis. Each tally tells all that it has counted in a window, not
 * what was added: a repeated or lost message changes nothing, and a Redis that has lost its memory is told again.
 */
export class ShareExchange {
  private waiting: Tally[] = [];
  private isExchanging = false;

  constructor(
    private readonly clock: Clock,
    private readonly ephemeral: Ephemeral,
    private readonly maxWaiting: number,
  ) {}

  /** The tally is in use: it tells and hears in the next exchange. */
  queue(tally: Tally): void {
    if (tally.isQueued || !this.ephemeral.isShared) return;
    tally.isQueued = true;
    this.waiting.push(tally);
  }

  /** One round trip. What could not be told waits for the next exchange. Never throws. */
  async exchange(): Promise<void> {
    if (this.isExchanging || this.waiting.length === 0) return;
    this.isExchanging = true;
    try {
      if (this.ephemeral.isAvailable) await this.tell(this.take(MAX_TALLIES));
      else this.take(this.waiting.length - this.maxWaiting);
    } finally {
      this.isExchanging = false;
    }
  }

  private take(count: number): Tally[] {
    if (count <= 0) return [];
    const taken = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    for (const tally of taken) tally.isQueued = false;
    return taken;
  }

  private async tell(tallies: readonly Tally[]): Promise<void> {
    const startedMs = this.clock.nowMs();
    const told = tallies.flatMap(sharesOf);
    const parts: Promise<void>[] = [];
    // Sent together, without waiting in between.
    for (let from = 0; from < told.length; from += IN_ONE_SCRIPT)
      parts.push(this.tellPart(told.slice(from, from + IN_ONE_SCRIPT), startedMs));
    await Promise.all(parts);
  }

  private async tellPart(told: readonly Told[], startedMs: number): Promise<void> {
    try {
      const sums = await this.ephemeral.raiseShares(told.map(({ share }) => share));
      told.forEach((each, index) => hear(each, sums[index]!, startedMs));
    } catch {
      for (const { tally } of told) this.queue(tally);
    }
  }
}

function sharesOf(tally: Tally): Told[] {
  const { window, own, ownBefore } = tally;
  const told = [toldOf(tally, window, own)];
  if (!tally.isPreviousKnown) told.push(toldOf(tally, window - 1, ownBefore));
  return told;
}

/** Counters of a window are read until the next one ends. */
const toldOf = (tally: Tally, window: number, count: number): Told => ({
  tally,
  window,
  share: {
    key: `${tally.key}:${window}`,
    member: tally.member,
    count,
    ttlMs: 2 * tally.windowMs,
  },
});

function hear({ tally, window, share }: Told, sum: number, startedMs: number): void {
  tally.hear(window, sum - share.count);
  const isOver = startedMs >= (window + 1) * tally.windowMs + SETTLED_MS;
  if (isOver && window === tally.window - 1) tally.isPreviousKnown = true;
}
