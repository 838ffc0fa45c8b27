import { authUnavailable } from '../errors.js';
import type { Authority, UnitPathOf, UnitsAsked, UnitsPage } from './authority.js';
import { BoundedMap } from './bounded-map.js';
import type { Clock } from './clock.js';
import type { FeedEvent } from './feed-events.js';
import type { LeveledSet, PermissionSets } from './permission-sets.js';
import { UnitAnswers, type UnitsHeldAt, type UnitsQuestion } from './unit-answers.js';
import type { UnitPath } from './unit-rights.js';
import { UnitTree } from './unit-tree.js';

export interface GuardUnitsOptions {
  readonly authority: Authority;
  readonly clock: Clock;
  readonly maxUnits?: number;
  readonly maxUnitsListed?: number;
  readonly rights: PermissionSets;
  /** A user's rights as the guard decides by them now. */
  readonly rightsOf: (userId: string) => Promise<LeveledSet>;
  /** @throws Refusal `AUTH_UNAVAILABLE` */
  readonly assertConfigured: () => void;
  /** How old an answer may be; `undefined`: any that is held is current, or counts although it may not be. */
  readonly maxAgeMs: () => number | undefined;
  /** The server does not know units; called once. */
  readonly onUnsupported: () => void;
}

const MAX_AGED = 10_000;

/** The units of organizations: their paths, and where users hold permissions. */
export class GuardUnits {
  private readonly answers: UnitAnswers;
  private readonly tree: UnitTree;
  /** Paths that were asked for while the feed is lost, and when. */
  private readonly aged = new BoundedMap<string, { path: UnitPath; atMs: number }>(MAX_AGED);
  private isUnsupported = false;

  constructor(private readonly options: GuardUnitsOptions) {
    const { clock, maxUnits = 100_000, maxUnitsListed = 10_000 } = options;
    const fetchPaths = (ids: readonly string[]) => this.fetchPaths(ids);
    this.tree = new UnitTree({ fetchPaths, clock, maxUnits });
    const fetchPage = (asked: UnitsAsked) => this.fetchPage(asked);
    this.answers = new UnitAnswers({ fetchPage, clock, maxListed: maxUnitsListed });
  }

  /** A user's rights with those at units; `live` asks the server now. @throws Refusal `AUTH_UNAVAILABLE` */
  async rightsAt(userId: string, { live }: { live: boolean }): Promise<LeveledSet> {
    const { rights, rightsOf, assertConfigured } = this.options;
    assertConfigured();
    const set = await (live ? rights.loadNow(userId) : rightsOf(userId));
    if (set.isWithoutUnits) this.noteUnsupported();
    if (set.hasTooManyUnits)
      throw authUnavailable('This user has more units than maxUnitsPerUser allows', undefined, 30);
    return set;
  }

  /** The path of a unit, by the same rules as `rightsAt`. @throws Refusal `AUTH_UNAVAILABLE` */
  async pathOf(id: string, { live }: { live: boolean }): Promise<UnitPath> {
    if (live) return this.loadNow(id);
    const maxAgeMs = this.options.maxAgeMs();
    if (maxAgeMs !== undefined) return this.loadAged(id, maxAgeMs);
    return this.tree.peek(id) ?? this.tree.load(id);
  }

  /** @throws Refusal `AUTH_UNAVAILABLE`, or TooManyUnits */
  async where(question: UnitsQuestion): Promise<UnitsHeldAt> {
    this.options.assertConfigured();
    const held = this.answers.peek(question, this.options.maxAgeMs());
    return held ?? this.answers.load(question);
  }

  /** @throws Refusal `AUTH_UNAVAILABLE` */
  pages(question: UnitsQuestion): AsyncGenerator<UnitsHeldAt> {
    this.options.assertConfigured();
    return this.answers.pages(question);
  }

  /** The path of a unit if it is known. */
  peek(id: string): UnitPath | undefined {
    return this.tree.peek(id);
  }

  /** For the time without a feed: an answer is used for `maxAgeMs`. */
  private async loadAged(id: string, maxAgeMs: number): Promise<UnitPath> {
    const atMs = this.options.clock();
    const held = this.aged.get(id);
    if (held && atMs - held.atMs < maxAgeMs) return held.path;
    const path = await this.tree.load(id);
    if (maxAgeMs > 0) this.aged.set(id, { path, atMs });
    return path;
  }

  /** What the server answers now. */
  private async loadNow(id: string): Promise<UnitPath> {
    try {
      const [found] = await this.fetchPaths([id]);
      return found?.id === id ? found.path : [];
    } catch (error) {
      throw authUnavailable('The units could not be asked for', error);
    }
  }

  obey({ unitId, userId }: FeedEvent & { kind: 'unit_changed' }): void {
    this.tree.forget(unitId);
    this.answers.forgetAll();
    this.options.rights.forgetUnit(unitId, userId);
  }

  forgetAnswersOf(userId: string): void {
    this.answers.forgetUser(userId);
  }

  forgetAnswers(): void {
    this.answers.forgetAll();
  }

  forgetAged(): void {
    this.aged.clear();
  }

  forgetAll(): void {
    this.tree.forgetAll();
    this.answers.forgetAll();
    this.aged.clear();
  }

  private async fetchPaths(ids: readonly string[]): Promise<readonly UnitPathOf[]> {
    const paths = (await this.options.authority.fetchUnitPaths?.(ids)) ?? null;
    if (paths === null) this.noteUnsupported();
    return paths ?? [];
  }

  private async fetchPage(asked: UnitsAsked): Promise<UnitsPage> {
    const page = (await this.options.authority.fetchUnitsWhere?.(asked)) ?? null;
    if (page) return page;
    this.noteUnsupported();
    const rights = await this.options.authority.fetchRights(asked.userId);
    const held = asked.acr === 'aal2' ? (rights?.aal2Permissions ?? []) : [];
    const everywhere = [...(rights?.permissions ?? []), ...held].includes(asked.permission);
    return { everywhere, units: [], nextCursor: null };
  }

  private noteUnsupported(): void {
    if (this.isUnsupported) return;
    this.isUnsupported = true;
    this.options.onUnsupported();
  }
}
