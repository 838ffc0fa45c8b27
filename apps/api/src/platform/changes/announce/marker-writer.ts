import { setTimeout as sleep } from 'node:timers/promises';
import { EphemeralUnavailable, type Ephemeral } from '#libs/ephemeral';
import { randomToken } from '#libs/kernel';
import { EPOCH_KEY, EPOCH_TTL_SECONDS, keyOf, MARKER_TTL_SECONDS } from '../markers.js';
import type { Marker } from '../validated-cache.js';

/** Enough that nobody makes the same one again. */
const VALUE_BYTES = 9;
const PAUSE_MS = 20;
/** The epoch has ended after this, unless Redis was alive for somebody. */
const EPOCH_ENDS_MS = EPOCH_TTL_SECONDS * 1000 + 300;
/** Long enough for a reply of a Redis that has just come back. */
const LISTEN_MS = 100;

/**
 * `written`: every cache sees it. `void`: it could not be written, and no cache has an entry left that Redis would
 * confirm. `given up`: neither is known; entries end by their age.
 */
export type WriteOutcome = 'written' | 'void' | 'given up';

/**
 * Makes what caches know of a change stale. When Redis does not take the markers it goes on trying until it is
 * certain that no older entry can be confirmed any more, or until a fixed time has passed.
 */
export class MarkerWriter {
  constructor(
    private readonly ephemeral: Ephemeral,
    private readonly giveUpMs = EPOCH_ENDS_MS + 200,
  ) {}

  /** `sinceMs`, of `performance.now()`: when the change was committed. */
  async write(markers: readonly Marker[], sinceMs: number): Promise<WriteOutcome> {
    const values = new Map(markers.map((marker) => [keyOf(marker), randomToken(VALUE_BYTES)]));
    for (;;) {
      const outcome = await this.attempt(values);
      if (outcome !== 'failed') return outcome;
      if (this.isVoid(sinceMs)) return 'void';
      if (performance.now() - sinceMs > this.giveUpMs) return 'given up';
      await sleep(PAUSE_MS);
      // Replies that have arrived meanwhile are read before the next look.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private async attempt(values: ReadonlyMap<string, string>): Promise<WriteOutcome | 'failed'> {
    try {
      await this.ephemeral.setMany(values, MARKER_TTL_SECONDS, { urgent: true });
      return 'written';
    } catch (error) {
      if (!(error instanceof EphemeralUnavailable)) throw error;
      if (error.reason === 'closed') return 'given up';
      return error.reason === 'refused' ? this.withoutMemory([...values.keys()]) : 'failed';
    }
  }

  /** A full Redis still deletes, and an absent marker matches no entry. A read-only one lets the epoch end. */
  private async withoutMemory(keys: readonly string[]): Promise<WriteOutcome | 'failed'> {
    try {
      await this.ephemeral.delete(keys, { urgent: true });
      return 'written';
    } catch {
      return this.ephemeral.get(EPOCH_KEY).then(
        (epoch) => (epoch === null ? 'void' : 'failed'),
        () => 'failed',
      );
    }
  }

  private isVoid(sinceMs: number): boolean {
    const { refusedAtMs, silentSinceMs } = this.ephemeral.outage;
    // Nobody listens since the commit: the connections of all instances are broken, and with them their entries.
    if (refusedAtMs !== null && refusedAtMs >= sinceMs) return true;
    // Frozen since before the commit for longer than the epoch lives: it will be gone when Redis goes on.
    const now = performance.now();
    const isFrozen = silentSinceMs !== null && now - silentSinceMs > EPOCH_ENDS_MS;
    return isFrozen && now - sinceMs >= LISTEN_MS;
  }
}
