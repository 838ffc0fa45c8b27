import { Injectable } from '@nestjs/common';
import { Ephemeral } from '#libs/ephemeral';
import { randomToken } from '#libs/kernel';
import { EPOCH_KEY, EPOCH_TTL_SECONDS, keyOf, MARKER_TTL_SECONDS } from '../markers.js';
import type { Marker, Versions } from '../validated-cache.js';

const VALUE_BYTES = 9;
/** Often enough that the epoch does not expire between two requests of a busy period. */
const EXTEND_MS = (EPOCH_TTL_SECONDS * 1000) / 4;
/** Maximum number of keys in one question. */
const MAX_KEYS = 1_000;

interface Question {
  readonly known: readonly Versions[];
  readonly onAsked: () => void;
  readonly answer: (isSame: boolean) => void;
}

/** Reads the version markers with one question to Redis for all requests of the same event loop turn. */
@Injectable()
export class VersionMarkers {
  private questions: Question[] = [];
  private keyCount = 0;
  private forgotten = 0;
  private extendedAtMs = -Infinity;
  private readonly askSoon = () => this.ask();

  constructor(private readonly ephemeral: Ephemeral) {}

  /** Whether markers can be compared; otherwise nothing may be cached. */
  get isUsable(): boolean {
    return this.ephemeral.isShared && this.ephemeral.isAvailable;
  }

  get generation(): number {
    return this.ephemeral.generation + this.forgotten;
  }

  /** Invalidates all versions read so far. */
  forget(): void {
    this.forgotten += 1;
  }

  /** To be called before the load; creates absent markers. Returns `null` if the value must not be kept. */
  async read(markers: readonly Marker[]): Promise<Versions | null> {
    const { generation } = this;
    if (!this.isUsable) return null;
    const keys = markers.map(keyOf);
    try {
      this.extendEpoch();
      const [epoch, ...values] = await this.ephemeral.getOrSetMany([
        { key: EPOCH_KEY, value: randomToken(VALUE_BYTES), ttlSeconds: EPOCH_TTL_SECONDS },
        ...keys.map((key) => ({
          key,
          value: randomToken(VALUE_BYTES),
          ttlSeconds: MARKER_TTL_SECONDS,
        })),
      ]);
      if (epoch === undefined || generation !== this.generation) return null;
      return { keys, values, epoch, generation };
    } catch {
      return null;
    }
  }

  /** Whether Redis still has these values, by a question sent after this call. `onAsked` is called when it is sent. */
  confirm(known: Versions, onAsked: () => void): Promise<boolean> {
    return new Promise((answer) => this.pose({ known: [known], onAsked, answer }));
  }

  /**
   * Calls `answer` once, later: whether Redis still has all of these values, by a question sent after this call.
   * `answer` must not throw.
   */
  confirmAll(known: readonly Versions[], answer: (isSame: boolean) => void): void {
    this.pose({ known, onAsked: nothing, answer });
  }

  private pose(question: Question): void {
    if (this.questions.length === 0) setImmediate(this.askSoon);
    this.questions.push(question);
    for (const { keys } of question.known) this.keyCount += keys.length;
    if (this.keyCount >= MAX_KEYS) this.ask();
  }

  private ask(): void {
    const { questions } = this;
    if (questions.length === 0) return;
    this.questions = [];
    this.keyCount = 0;
    const places = new Map<string, number>([[EPOCH_KEY, 0]]);
    for (const { known, onAsked } of questions) {
      onAsked();
      for (const { keys } of known)
        for (const key of keys) if (!places.has(key)) places.set(key, places.size);
    }
    void this.answer(questions, places);
  }

  /** Each question gets an answer, also when Redis fails. */
  private async answer(
    questions: readonly Question[],
    places: ReadonlyMap<string, number>,
  ): Promise<void> {
    const { generation } = this;
    let values: readonly (string | null)[] | null = null;
    try {
      this.extendEpoch();
      values = await this.ephemeral.getMany([...places.keys()]);
    } catch {
      // The state is unknown: the entries are not used.
    }
    const isSameState = values !== null && generation === this.generation;
    for (const { known, answer } of questions) {
      const isUnchanged = (each: Versions) => isSame(each, generation, places, values ?? []);
      answer(isSameState && known.every(isUnchanged));
    }
  }

  /** Use extends the epoch; an expired epoch is never restored. */
  private extendEpoch(): void {
    const now = performance.now();
    if (now - this.extendedAtMs < EXTEND_MS) return;
    this.extendedAtMs = now;
    this.ephemeral.extend(EPOCH_KEY, EPOCH_TTL_SECONDS).catch(() => undefined);
  }
}

const nothing = () => undefined;

function isSame(
  known: Versions,
  generation: number,
  places: ReadonlyMap<string, number>,
  values: readonly (string | null)[],
): boolean {
  if (known.generation !== generation || known.epoch !== values[0]) return false;
  for (const [index, key] of known.keys.entries()) {
    if (values[places.get(key) ?? -1] !== known.values[index]) return false;
  }
  return true;
}
