import { setTimeout as sleep } from 'node:timers/promises';
import { EphemeralUnavailable, type Ephemeral } from '#libs/ephemeral';
import { randomToken } from '#libs/kernel';
import { EPOCH_KEY, EPOCH_TTL_SECONDS, keyOf, MARKER_TTL_SECONDS } from '../markers.js';
import type { Marker } from '../validated-cache.js';

/** Long enough that no value occurs twice. */
const VALUE_BYTES = 9;
const PAUSE_MS = 20;
/** After this time the epoch has expired, unless an instance has used Redis meanwhile. */
const EPOCH_ENDS_MS = EPOCH_TTL_SECONDS * 1000 + 300;
/** Long enough for a reply from a Redis that has just come back. */
const LISTEN_MS = 100;

/**
 * `written`: every cache sees the change. `void`: the markers could not be written, but no cache has an entry left
 * that Redis would confirm. `given up`: neither is certain; entries expire by their age.
 */
export type WriteOutcome = 'written' | 'void' | 'given up';

/**
 * Makes the cache entries that depend on a change stale. When Redis does not accept the markers, it retries until no
 * older entry can be confirmed any more, or until a fixed time has passed.
 */
export class MarkerWriter {
  constructor(
    private readonly ephemeral: Ephemeral,
    private readonly giveUpMs = EPOCH_ENDS_MS + 200,
  ) {}

  /** @param sinceMs when the change was committed, by `performance.now()` */
  async write(markers: readonly Marker[], sinceMs: number): Promise<WriteOutcome> {
    const values = new Map(markers.map((marker) => [keyOf(marker), randomToken(VALUE_BYTES)]));
    for (;;) {
      const outcome = await this.attempt(values);
      if (outcome !== 'failed') return outcome;
      if (this.isVoid(sinceMs)) return 'void';
      if (performance.now() - sinceMs > this.giveUpMs) return 'given up';
      await sleep(PAUSE_MS);
      // Replies that have arrived meanwhile are read before the next check.
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

  /**
   * A full Redis still deletes keys, and an absent marker matches no entry. In a read-only Redis the epoch expires.
   */
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
    // Redis has refused connections since the commit: the connections of all instances are broken, so their entries
    // are void.
    if (refusedAtMs !== null && refusedAtMs >= sinceMs) return true;
    // Redis has not answered for longer than the epoch lives: the epoch has expired when Redis continues.
    const now = performance.now();
    const isFrozen = silentSinceMs !== null && now - silentSinceMs > EPOCH_ENDS_MS;
    return isFrozen && now - sinceMs >= LISTEN_MS;
  }
}
