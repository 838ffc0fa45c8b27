import { authUnavailable, Refusal } from '../errors.js';
import type { UnitsAsked, UnitsPage } from './authority.js';
import { BoundedMap } from './bounded-map.js';
import type { Clock } from './clock.js';
import { SharedLoads } from './shared-loads.js';

/** The units at which a user holds a permission. */
export interface UnitsHeldAt {
  /** The permission is held without a unit, and so at every unit; `units` is then empty. */
  readonly everywhere: boolean;
  readonly units: readonly string[];
}

/** More units than one answer has. */
export class TooManyUnits extends Error {
  constructor(limit: number) {
    super(
      `The user holds the permission at more than ${limit} units: read them with unitPages, or raise maxUnitsListed`,
    );
    this.name = 'TooManyUnits';
  }
}

export interface UnitAnswersOptions {
  readonly fetchPage: (asked: UnitsAsked) => Promise<UnitsPage>;
  readonly clock: Clock;
  readonly maxListed: number;
}

interface Held extends UnitsHeldAt {
  readonly userId: string;
  readonly fetchedAtMs: number;
}

export interface UnitsQuestion {
  readonly userId: string;
  readonly permission: string;
  readonly acr: string;
}

const LOADS_AT_A_TIME = 8;
const MAX_ANSWERS = 2000;
/** Ids in all answers together. */
const MAX_IDS = 200_000;
const UNITS_PER_PAGE = 10_000;

/** The answers of `unitsWhere`, each held until a change is announced that may concern it. */
export class UnitAnswers {
  private readonly held = new BoundedMap<string, Held>(MAX_ANSWERS);
  private readonly loads = new SharedLoads<Held>(LOADS_AT_A_TIME);
  private idCount = 0;

  constructor(private readonly options: UnitAnswersOptions) {}

  /** The held answer if, with `maxAgeMs`, it is young enough. */
  peek(question: UnitsQuestion, maxAgeMs?: number): UnitsHeldAt | undefined {
    const held = this.held.get(keyOf(question));
    if (!held) return undefined;
    const isOld = maxAgeMs !== undefined && this.options.clock() - held.fetchedAtMs >= maxAgeMs;
    return isOld ? undefined : held;
  }

  /** @throws Refusal `AUTH_UNAVAILABLE`, or TooManyUnits */
  async load(question: UnitsQuestion): Promise<UnitsHeldAt> {
    const key = keyOf(question);
    try {
      return await this.loads.load(
        key,
        () => this.fetch(question),
        (held) => this.keep(key, held),
      );
    } catch (error) {
      if (error instanceof Refusal || error instanceof TooManyUnits) throw error;
      throw authUnavailable('The units could not be asked for', error);
    }
  }

  /** All pages, asked for now. */
  async *pages(question: UnitsQuestion): AsyncGenerator<UnitsHeldAt> {
    let cursor: string | undefined;
    do {
      const page = await this.page(question, UNITS_PER_PAGE, cursor);
      yield { everywhere: page.everywhere, units: page.units };
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  forgetUser(userId: string): void {
    this.loads.outdateThose((answer) => answer.userId === userId);
    this.held.deleteWhere((answer) => answer.userId === userId);
  }

  forgetAll(): void {
    this.loads.outdateAll();
    this.held.clear();
    this.idCount = 0;
  }

  private async fetch(question: UnitsQuestion): Promise<Held> {
    const { maxListed, clock } = this.options;
    const fetchedAtMs = clock();
    const units: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.options.fetchPage({
        ...question,
        limit: Math.min(UNITS_PER_PAGE, maxListed),
        cursor,
      });
      if (page.everywhere)
        return { userId: question.userId, everywhere: true, units: [], fetchedAtMs };
      units.push(...page.units);
      cursor = page.nextCursor ?? undefined;
      if (units.length > maxListed || (units.length === maxListed && cursor !== undefined))
        throw new TooManyUnits(maxListed);
    } while (cursor !== undefined);
    return { userId: question.userId, everywhere: false, units: Object.freeze(units), fetchedAtMs };
  }

  private async page(
    question: UnitsQuestion,
    limit: number,
    cursor: string | undefined,
  ): Promise<UnitsPage> {
    try {
      return await this.options.fetchPage({ ...question, limit, cursor });
    } catch (error) {
      throw authUnavailable('The units could not be asked for', error);
    }
  }

  private keep(key: string, answer: Held): void {
    this.idCount += answer.units.length;
    if (this.idCount > MAX_IDS) {
      this.held.clear();
      this.idCount = answer.units.length;
    }
    this.held.set(key, answer);
  }
}

const keyOf = ({ userId, permission, acr }: UnitsQuestion): string =>
  JSON.stringify([userId, acr, permission]);
