import type { ChangeRow } from './change.js';

/** A change as it is read from the log. */
export interface FeedChange extends ChangeRow {
  /** The place right after it. */
  readonly cursor: string;
  /** When its transaction began. */
  readonly at: Date;
}

export interface ChangePage {
  /** In the order of the log. */
  readonly changes: readonly FeedChange[];
  /** Where to go on. */
  readonly cursor: string;
  /**
   * The given cursor cannot be honoured: malformed, of another installation or before a restore, older than what
   * the log keeps, or ahead of it. There are no changes then, and the reader starts over from `cursor`.
   */
  readonly isGap: boolean;
}

/**
 * Everything that was committed, once and in one order that is the same on every instance. Cursors are opaque, in
 * printable ASCII without spaces, and survive restarts.
 */
export abstract class ChangeFeed {
  /** Everything that is not readable yet comes after it. */
  abstract latestCursor(): Promise<string>;

  /** What follows the cursor and is settled: nothing can appear before it later. */
  abstract readAfter(cursor: string, limit: number): Promise<ChangePage>;

  /**
   * Calls the listener soon, and then whenever there is more to read than at its last call, shortly after the commit
   * anywhere: whoever had a cursor before it listened misses nothing.
   * However many listen, one process asks PostgreSQL once, and `readAfter` of what is recent then asks it not at all.
   */
  abstract onWake(listener: () => void): () => void;
}
