import type { Tally } from './tally.js';

/** Of the room, the part that heavy tallies may take when they are not used. */
const HEAVY_PART = 4;

/**
 * Holds a bounded number of tallies. When it is full, the half that was not used recently goes, except the heavy ones:
 * nobody empties a bucket that is nearly full by using many others.
 */
export class Tallies {
  private young = new Map<string, Tally>();
  private old = new Map<string, Tally>();

  constructor(readonly max: number) {}

  get size(): number {
    return this.young.size + this.old.size;
  }

  find(key: string, nowMs: number): Tally | undefined {
    const known = this.young.get(key);
    if (known !== undefined) return known;
    const older = this.old.get(key);
    if (older === undefined) return undefined;
    this.old.delete(key);
    this.add(older, nowMs);
    return older;
  }

  add(tally: Tally, nowMs: number): void {
    if (this.young.size >= this.max / 2) this.turn(nowMs);
    this.young.set(tally.key, tally);
    tally.isHeld = true;
  }

  private turn(nowMs: number): void {
    const kept = new Map<string, Tally>();
    for (const [key, tally] of this.old) {
      if (kept.size >= this.max / HEAVY_PART) break;
      if (tally.isHeavyAt(nowMs)) kept.set(key, tally);
    }
    this.old = this.young;
    this.young = kept;
  }
}
