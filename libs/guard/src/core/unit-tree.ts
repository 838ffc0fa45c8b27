import { setTimeout as pause } from 'node:timers/promises';
import { authUnavailable, Refusal } from '../errors.js';
import type { UnitPathOf } from './authority.js';
import { BoundedMap } from './bounded-map.js';
import type { Clock } from './clock.js';
import type { UnitPath } from './unit-rights.js';

export interface UnitTreeOptions {
  /** The paths of those units that exist. */
  readonly fetchPaths: (ids: readonly string[]) => Promise<readonly UnitPathOf[]>;
  readonly clock: Clock;
  /** How many units are held, with their parents. */
  readonly maxUnits: number;
}

const LOADS_AT_A_TIME = 4;
/** So many ids are in one question. */
export const MOST_ASKED_UNITS = 100;
const MAX_WAITING = 10_000;
const MAX_UNKNOWN = 10_000;
const UNKNOWN_MS = 60_000;
const DEEPEST = 64;
const ATTEMPTS = 5;

/** Ids are opaque; a text that can be none is not asked about. */
const ID = /^[\w.~-]{1,100}$/;
const CAPITAL = /[A-F]/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The id of a unit as the server writes it; `null` for what can be none. */
export function toUnitId(value: unknown): string | null {
  if (typeof value !== 'string' || !ID.test(value)) return null;
  return CAPITAL.test(value) && UUID.test(value) ? value.toLowerCase() : value;
}

interface Waiting {
  readonly promise: Promise<UnitPath>;
  readonly resolve: (path: UnitPath) => void;
  readonly reject: (error: unknown) => void;
}

const NOWHERE: UnitPath = Object.freeze([]);

/** The parents of the units that were asked for lately. What is not known is asked for, many units at once. */
export class UnitTree {
  /** `null`: an organization. */
  private readonly parents: BoundedMap<string, string | null>;
  /** Units that do not exist, and until when that is believed. */
  private readonly unknown = new BoundedMap<string, number>(MAX_UNKNOWN);
  private readonly waiting = new Map<string, Waiting>();
  private readonly asked = new Map<string, Waiting>();
  private readonly questions = new Set<Question>();
  private isScheduled = false;

  constructor(private readonly options: UnitTreeOptions) {
    this.parents = new BoundedMap(options.maxUnits);
  }

  /** The path of a unit if it is known; that of an unknown unit is empty. */
  peek(id: string): UnitPath | undefined {
    if (this.parents.get(id) === undefined) return this.isUnknown(id) ? NOWHERE : undefined;
    const path: string[] = [];
    for (let unit: string | null = id; unit !== null;) {
      const parent = this.parents.get(unit);
      if (parent === undefined || path.length >= DEEPEST) return undefined;
      path.push(unit);
      unit = parent;
    }
    return path;
  }

  private isUnknown(id: string): boolean {
    return (this.unknown.get(id) ?? 0) > this.options.clock();
  }

  /** @throws Refusal `AUTH_UNAVAILABLE` if the server does not answer: an unknown path allows nothing */
  load(id: string): Promise<UnitPath> {
    const known = this.asked.get(id) ?? this.waiting.get(id);
    if (known) return known.promise;
    if (this.waiting.size >= MAX_WAITING)
      return Promise.reject(authUnavailable('Too many units are asked for'));
    const waiting = deferred();
    this.waiting.set(id, waiting);
    this.schedule();
    return waiting.promise;
  }

  /** The unit was made, moved or deleted. */
  forget(id: string): void {
    this.parents.delete(id);
    this.unknown.delete(id);
    for (const question of this.questions) question.changed.add(id);
  }

  forgetAll(): void {
    this.parents.clear();
    this.unknown.clear();
    for (const question of this.questions) question.isOutdated = true;
  }

  /** The units of one turn are asked for together. */
  private schedule(): void {
    if (this.isScheduled || this.questions.size >= LOADS_AT_A_TIME) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      while (this.waiting.size > 0 && this.questions.size < LOADS_AT_A_TIME) void this.ask();
    });
  }

  private async ask(): Promise<void> {
    const batch = new Map([...this.waiting].slice(0, MOST_ASKED_UNITS));
    for (const [id, waiting] of batch) {
      this.waiting.delete(id);
      this.asked.set(id, waiting);
    }
    const question: Question = { changed: new Set(), isOutdated: false };
    this.questions.add(question);
    try {
      await this.answer(batch, question);
    } catch (error) {
      const refusal =
        error instanceof Refusal
          ? error
          : authUnavailable('The units could not be asked for', error);
      for (const { reject } of batch.values()) reject(refusal);
    } finally {
      for (const id of batch.keys()) this.asked.delete(id);
      this.questions.delete(question);
      if (this.waiting.size > 0) this.schedule();
    }
  }

  /** An answer that a change concerns may be from before it: the question is asked again. */
  private async answer(batch: ReadonlyMap<string, Waiting>, question: Question): Promise<void> {
    const ids = [...batch.keys()];
    for (let attempt = 1; ; attempt += 1) {
      question.changed.clear();
      question.isOutdated = false;
      const found = await this.options.fetchPaths(ids);
      if (!isOutdated(question, ids, found)) {
        const paths = new Map(found.map(({ id, path }) => [id, path]));
        for (const [id, { resolve }] of batch) resolve(this.keep(id, paths.get(id)));
        return;
      }
      if (attempt >= ATTEMPTS) throw new Error('The units kept changing');
      await pause(attempt * 5);
    }
  }

  private keep(id: string, path: UnitPath | undefined): UnitPath {
    if (path === undefined || path.length === 0 || path.length > DEEPEST || path[0] !== id) {
      this.parents.delete(id);
      this.unknown.set(id, this.options.clock() + UNKNOWN_MS);
      return NOWHERE;
    }
    this.unknown.delete(id);
    for (const [index, unit] of path.entries()) this.parents.set(unit, path[index + 1] ?? null);
    return path;
  }
}

interface Question {
  /** Units of which a change was announced since it was asked. */
  readonly changed: Set<string>;
  isOutdated: boolean;
}

function isOutdated(
  { changed, isOutdated: isAll }: Question,
  ids: readonly string[],
  found: readonly UnitPathOf[],
): boolean {
  if (isAll) return true;
  if (changed.size === 0) return false;
  return (
    ids.some((id) => changed.has(id)) ||
    found.some(({ path }) => path.some((id) => changed.has(id)))
  );
}

function deferred(): Waiting {
  let resolve!: Waiting['resolve'];
  let reject!: Waiting['reject'];
  const promise = new Promise<UnitPath>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
