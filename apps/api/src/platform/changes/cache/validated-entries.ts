import type { Clock } from '#libs/kernel';
import type { Marker, Unconfirmed, ValidatedCache, Versions } from '../validated-cache.js';
import { DatabaseTrouble, NO_PROOF, type LogProof } from './database-trouble.js';
import type { LoadBound } from './load-bound.js';
import type { VersionMarkers } from './version-markers.js';

/** Requests that share one load. Requests may join until the query is sent. */
interface Group<T> {
  answer: Promise<T>;
  /** When the first question for the group was sent; nothing that started earlier may answer it. */
  order: number;
}

interface Load<T> {
  answer: Promise<T>;
  /** When it started; `Infinity` while it waits for a place. */
  order: number;
}

class Kept<T> implements Unconfirmed<T> {
  constructor(
    readonly value: T,
    readonly versions: Versions,
    readonly bornAtMs: number,
    private readonly entries: { hits: number },
  ) {}

  noteUse(): void {
    this.entries.hits += 1;
  }
}

interface Slot<T> {
  kept: Kept<T> | undefined;
  next: Group<T> | undefined;
  loading: Load<T> | undefined;
}

interface Request<T> {
  readonly key: string;
  readonly markers: readonly Marker[];
  readonly load: () => Promise<T>;
}

export interface CacheRules {
  readonly maxEntries: number;
  readonly lifeMs: number;
  readonly clock: Clock;
  readonly versionMarkers: VersionMarkers;
  readonly bound: LoadBound;
  readonly proof?: LogProof;
}

const NOT_YET = Infinity;

/**
 * The cache of one kind of value. An entry is used only after Redis has confirmed its markers with a question that was
 * sent after the request arrived. A shared question or load always starts after the last request that shares it has
 * arrived.
 */
export class ValidatedEntries<T> implements ValidatedCache<T> {
  hits = 0;
  loads = 0;
  private readonly slots = new Map<string, Slot<T>>();
  private readonly trouble: DatabaseTrouble;
  private order = 0;

  constructor(private readonly rules: CacheRules) {
    this.trouble = new DatabaseTrouble(rules.clock, rules.proof ?? NO_PROOF);
  }

  get size(): number {
    return this.slots.size;
  }

  get(key: string, markers: readonly Marker[], load: () => Promise<T>): Promise<T> {
    const slot = this.slots.get(key) ?? this.open(key);
    if (slot.next) return slot.next.answer;
    const group = { order: NOT_YET } as Group<T>;
    slot.next = group;
    // In every case: a later request must not join this group, and an empty slot must not stay.
    group.answer = this.answer(slot, group, { key, markers, load }).finally(() => {
      this.close(slot, group);
      this.dropIfEmpty(key, slot);
    });
    return group.answer;
  }

  find(key: string): Unconfirmed<T> | undefined {
    const kept = this.slots.get(key)?.kept;
    return kept && this.isYoung(kept) ? kept : undefined;
  }

  private async answer(slot: Slot<T>, group: Group<T>, request: Request<T>): Promise<T> {
    // The running load may have read too early for this group, but the entry that it stores may be usable.
    const isUsableStale = slot.kept !== undefined && this.isUsableStale(slot.kept);
    if (slot.loading && !isUsableStale) await slot.loading.answer.catch(() => undefined);
    const { kept } = slot;
    if (kept && (await this.isUsable(slot, group, kept))) return this.use(slot, kept, request);
    try {
      const { loading } = slot;
      const isLater = loading !== undefined && loading.order > group.order;
      return await (isLater ? loading.answer : this.load(slot, group, request));
    } catch (error) {
      return this.answerStale(slot, group, error);
    }
  }

  /** When PostgreSQL is not available: the kept value, if the log proves it. */
  private async answerStale(slot: Slot<T>, group: Group<T>, error: unknown): Promise<T> {
    const isTrouble = await this.trouble.failed(error);
    const { kept } = slot;
    if (isTrouble && kept && (await this.isUsable(slot, group, kept))) return kept.value;
    throw error;
  }

  /** The question is sent after the last request of the group has arrived. */
  private async isUsable(slot: Slot<T>, group: Group<T>, kept: Kept<T>): Promise<boolean> {
    if (!this.isYoung(kept) && !this.isUsableStale(kept)) return false;
    const isSame = await this.rules.versionMarkers.confirm(kept.versions, () =>
      this.close(slot, group),
    );
    // The proof of the log may have expired while Redis was asked.
    return isSame && (this.isYoung(kept) || this.isUsableStale(kept));
  }

  private use(slot: Slot<T>, kept: Kept<T>, request: Request<T>): T {
    this.hits += 1;
    if (!this.isYoung(kept) && !slot.loading && this.trouble.shouldTry()) {
      this.load(slot, { order: NOT_YET } as Group<T>, request).catch(() => undefined);
    }
    return kept.value;
  }

  private load(slot: Slot<T>, group: Group<T>, request: Request<T>): Promise<T> {
    const loading = { order: NOT_YET } as Load<T>;
    slot.loading = loading;
    const work = this.rules.bound.run(() => {
      this.close(slot, group);
      loading.order = this.order += 1;
      return this.fill(slot, request);
    });
    loading.answer = work.finally(() => {
      if (slot.loading === loading) slot.loading = undefined;
      this.dropIfEmpty(request.key, slot);
    });
    return loading.answer;
  }

  /**
   * Reads the markers first: a change between the two reads leaves older versions beside a newer value, and that entry
   * is refused.
   */
  private async fill(slot: Slot<T>, { key, markers, load }: Request<T>): Promise<T> {
    const { versionMarkers, clock } = this.rules;
    this.loads += 1;
    const bornAtMs = clock.monotonicMs();
    const versions = versionMarkers.isUsable ? await versionMarkers.read(markers) : null;
    const value = await load();
    this.trouble.loaded();
    const isWorth = versions !== null && value !== null && value !== undefined;
    slot.kept = isWorth ? new Kept(value, versions, bornAtMs, this) : undefined;
    if (isWorth) this.keep(key, slot);
    return value;
  }

  private isYoung(kept: Kept<T>): boolean {
    const ageMs = this.ageMsOf(kept);
    return this.isComparable(kept) && ageMs >= 0 && ageMs < this.rules.lifeMs;
  }

  /** Older than the usual life, but PostgreSQL is not available. */
  private isUsableStale(kept: Kept<T>): boolean {
    return this.isComparable(kept) && this.trouble.allowsStale(this.ageMsOf(kept));
  }

  private isComparable({ versions }: Kept<T>): boolean {
    const { versionMarkers } = this.rules;
    return versionMarkers.isUsable && versions.generation === versionMarkers.generation;
  }

  private ageMsOf({ bornAtMs }: Kept<T>): number {
    return this.rules.clock.monotonicMs() - bornAtMs;
  }

  private close(slot: Slot<T>, group: Group<T>): void {
    if (group.order === NOT_YET) group.order = this.order += 1;
    if (slot.next === group) slot.next = undefined;
  }

  private open(key: string): Slot<T> {
    const slot: Slot<T> = {
      kept: undefined,
      next: undefined,
      loading: undefined,
    };
    this.slots.set(key, slot);
    return slot;
  }

  /** All entries expire at the same age, so the entry loaded first is evicted first. */
  private keep(key: string, slot: Slot<T>): void {
    this.drop(key, this.slots.get(key));
    this.slots.set(key, slot);
    for (const [oldest, { next, loading }] of this.slots) {
      if (this.slots.size <= this.rules.maxEntries) return;
      if (!next && !loading) this.slots.delete(oldest);
    }
  }

  private dropIfEmpty(key: string, slot: Slot<T>): void {
    if (!slot.kept && !slot.next && !slot.loading) this.drop(key, slot);
  }

  private drop(key: string, slot: Slot<T> | undefined): void {
    if (slot && this.slots.get(key) === slot) this.slots.delete(key);
  }
}
