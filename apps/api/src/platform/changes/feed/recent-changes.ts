import type { LoggedChange, Place } from '../change-log.store.js';
import { comparePlaces } from './cursor.js';

/** The most recent part of the log without a gap, in memory, for most readers. */
export class RecentChanges {
  private changes: LoggedChange[] = [];

  /** @param start all changes after this position will be added */
  constructor(
    private start: Place,
    private readonly max = 10_000,
  ) {}

  get end(): Place {
    return this.changes.at(-1) ?? this.start;
  }

  add(changes: readonly LoggedChange[]): void {
    this.changes.push(...changes);
    const surplus = this.changes.length - this.max;
    const last = this.changes[surplus - 1];
    if (!last) return;
    this.start = last;
    this.changes.splice(0, surplus);
  }

  /** `null` if the position is before the part in memory, or ahead of the log. */
  after(place: Place, limit: number): LoggedChange[] | null {
    if (comparePlaces(place, this.start) < 0 || comparePlaces(place, this.end) > 0) return null;
    const first = this.indexAfter(place);
    return this.changes.slice(first, first + limit);
  }

  /** Index of the first change after the position. */
  private indexAfter(place: Place): number {
    let low = 0;
    let high = this.changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const change = this.changes[middle];
      if (change && comparePlaces(change, place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
