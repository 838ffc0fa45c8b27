import { authUnavailable } from '../errors.js';
import type { Authority, UnitPathOf, UnitsAsked, UnitsPage } from './authority.js';
import { BoundedMap } from './bounded-map.js';
import type { Clock } from './clock.js';
import type { FeedEvent } from './feed-events.js';
import { UnitAnswers } from './unit-answers.js';
import type { UnitPath } from './unit-rights.js';
import { UnitTree } from './unit-tree.js';

export interface GuardUnitsOptions {
  readonly authority: Authority;
  readonly clock: Clock;
  readonly maxUnits: number;
  readonly maxListed: number;
  /** The server does not know units. */
  readonly onUnsupported: () => void;
}

const MAX_AGED = 10_000;

/** The units of organizations: their paths, and where users hold permissions. */
export class GuardUnits {
  readonly answers: UnitAnswers;
  private readonly tree: UnitTree;
  /** Paths that were asked for while the feed is lost, and when. */
  private readonly aged = new BoundedMap<string, { path: UnitPath; atMs: number }>(MAX_AGED);

  constructor(private readonly options: GuardUnitsOptions) {
    const { clock, maxUnits, maxListed } = options;
    const fetchPaths = (ids: readonly string[]) => this.fetchPaths(ids);
    this.tree = new UnitTree({ fetchPaths, clock, maxUnits });
    const fetchPage = (asked: UnitsAsked) => this.fetchPage(asked);
    this.answers = new UnitAnswers({ fetchPage, clock, maxListed });
  }

  /** The path of a unit if it is known. */
  peek(id: string): UnitPath | undefined {
    return this.tree.peek(id);
  }

  /** @throws Refusal `AUTH_UNAVAILABLE` */
  load(id: string): Promise<UnitPath> {
    return this.tree.load(id);
  }

  /** For the time without a feed: an answer is used for `maxAgeMs`. @throws Refusal `AUTH_UNAVAILABLE` */
  async loadAged(id: string, maxAgeMs: number): Promise<UnitPath> {
    const atMs = this.options.clock();
    const held = this.aged.get(id);
    if (held && atMs - held.atMs < maxAgeMs) return held.path;
    const path = await this.tree.load(id);
    if (maxAgeMs > 0) this.aged.set(id, { path, atMs });
    return path;
  }

  /** What the server answers now. @throws Refusal `AUTH_UNAVAILABLE` */
  async loadNow(id: string): Promise<UnitPath> {
    try {
      const [found] = await this.fetchPaths([id]);
      return found?.id === id ? found.path : [];
    } catch (error) {
      throw authUnavailable('The units could not be asked for', error);
    }
  }

  obey({ unitId }: FeedEvent & { kind: 'unit_changed' }): void {
    this.tree.forget(unitId);
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
    if (paths === null) this.options.onUnsupported();
    return paths ?? [];
  }

  private async fetchPage(asked: UnitsAsked): Promise<UnitsPage> {
    const page = (await this.options.authority.fetchUnitsWhere?.(asked)) ?? null;
    if (page) return page;
    this.options.onUnsupported();
    const rights = await this.options.authority.fetchRights(asked.userId);
    const held = asked.acr === 'aal2' ? (rights?.aal2Permissions ?? []) : [];
    const everywhere = [...(rights?.permissions ?? []), ...held].includes(asked.permission);
    return { everywhere, units: [], nextCursor: null };
  }
}
