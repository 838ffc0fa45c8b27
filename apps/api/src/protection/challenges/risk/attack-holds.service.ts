import { Inject, Injectable } from '@nestjs/common';
import type { PrefixLevel } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Ephemeral, InProcessEphemeral } from '#libs/ephemeral';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { captchaConfig } from '../captcha.config.js';

/** The time within which failed sign-ins are counted together. */
export const WINDOW_SECONDS = 60;
const MAX_SITES = 10_000;

/** The sites that sent a wrong password to this process within the window; at most 10,000. */
class RecentSites {
  /** When each site sent its last one; the oldest first. */
  private readonly seen = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  add(site: string): void {
    this.seen.delete(site);
    if (this.seen.size >= MAX_SITES) this.forgetOldest();
    this.seen.set(site, this.clock.monotonicMs());
  }

  /** Answers all of them and removes them. */
  drain(): string[] {
    const since = this.clock.monotonicMs() - WINDOW_SECONDS * 1000;
    const recent = [...this.seen].filter(([, atMs]) => atMs >= since).map(([site]) => site);
    this.seen.clear();
    return recent;
  }

  private forgetOldest(): void {
    const [oldest] = this.seen.keys();
    if (oldest !== undefined) this.seen.delete(oldest);
  }
}

/** An attack that begins again within this time after its end counts as the same one. */
const REMEMBERED_SECONDS = 86_400;

/** The scope for which a challenge is required: all sign-ins, a network under attack, or an account under attack. */
export type AttackScope = 'all' | 'network' | 'account';

/** The networks and the account of a request, as keyed hashes: Redis stores no address. */
export interface Origin {
  /** The address and the networks around it, the narrowest first. */
  readonly networks: readonly { readonly level: PrefixLevel; readonly name: string }[];
  /** The same for all forms of an e-mail address; `null` when none was sent. */
  readonly account: string | null;
}

/** What a hold is for: a network or an account by its name, or all sign-ins. */
export type Attacked = `n:${string}` | `a:${string}` | 'all';

/** The networks in their order, then the account if there is one. */
export const partsOf = ({ networks, account }: Origin): Attacked[] => [
  ...networks.map(({ name }): Attacked => `n:${name}`),
  ...(account === null ? [] : [`a:${account}` as const]),
];

interface Hold {
  readonly untilMs: number;
  /** How often it has begun. */
  readonly times: number;
}

const NEVER: Hold = { untilMs: 0, times: 0 };
const keyOf = (attacked: Attacked) => `captcha:hold:${attacked}`;

/**
 * Stores until when a challenge is required, for each scope. A hold ends by itself, and only a wrong password that was
 * checked starts it: an attacker who ignores the challenge gets no password checked and does not prolong the hold. A hold
 * that starts again for the same network or account within a day of its end lasts twice as long: an attacker who pauses
 * at the challenge and returns after it gets fewer and fewer passwords checked. Holds are stored in Redis for all
 * instances, and in each process in case Redis loses them.
 */
@Injectable()
export class AttackHolds {
  private readonly own: InProcessEphemeral;
  private readonly sites: RecentSites;
  private allUntilMs = 0;
  private wasOnForAll = false;

  constructor(
    @Inject(Ephemeral) private readonly shared: Ephemeral,
    @Inject(captchaConfig.KEY) private readonly config: ConfigOf<typeof captchaConfig>,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.own = new InProcessEphemeral(clock);
    this.own.usePrefix();
    this.sites = new RecentSites(clock);
    metrics.gauge(
      'gatehouse_sign_ins_suspicious',
      'Whether sign-ins fail in masses, over all accounts and networks (1): everybody is asked for challenges',
      () => (this.clock.nowMs() < this.allUntilMs ? 1 : 0),
    );
  }

  /** The scope in which an attack requires a challenge now; `null` when none does. Never throws. */
  async findScope(origin: Origin): Promise<AttackScope | null> {
    const nowMs = this.clock.nowMs();
    const holds = await this.read(['all', ...partsOf(origin)]);
    const [isOnForAll = false, ...areOn] = holds.map(({ untilMs }) => untilMs > nowMs);
    if (isOnForAll && !this.wasOnForAll) await this.holdSites();
    this.wasOnForAll = isOnForAll;
    const { length } = origin.networks;
    if (areOn.slice(0, length).includes(true)) return 'network';
    if (areOn.at(length) === true) return 'account';
    return isOnForAll ? 'all' : null;
  }

  /** Remembers the site of a wrong password, in case an attack on all sign-ins begins. */
  noteSite(site: string): void {
    this.sites.add(site);
  }

  /** Starts or prolongs a hold from now. Never throws. */
  async begin(attacked: Attacked): Promise<void> {
    await this.hold([attacked]);
    if (attacked !== 'all') return;
    this.wasOnForAll = true;
    await this.holdSites();
  }

  /** The networks that took part in an attack on all sign-ins are held longer than the others. */
  private async holdSites(): Promise<void> {
    const sites = this.sites.drain();
    if (sites.length > 0) await this.hold(sites.map((site): Attacked => `n:${site}`));
  }

  private async hold(attacked: readonly Attacked[]): Promise<void> {
    const nowMs = this.clock.nowMs();
    const before = await this.read(attacked);
    const texts = new Map<string, string>();
    attacked.forEach((one, index) => {
      const { untilMs, times } = before[index]!;
      const count = untilMs > nowMs ? times : times + 1;
      const endMs = nowMs + this.secondsOf(one, count) * 1000;
      texts.set(keyOf(one), `${Math.max(untilMs, endMs)} ${count}`);
      if (one === 'all') this.allUntilMs = Math.max(untilMs, endMs);
    });
    const ttl = this.longestSeconds + REMEMBERED_SECONDS;
    await Promise.all(this.stores.map((store) => store.setMany(texts, ttl).catch(() => undefined)));
  }

  private get longestSeconds(): number {
    const { holdSeconds, longestHoldSeconds } = this.config;
    return Math.max(holdSeconds, longestHoldSeconds);
  }

  /** The hold on all sign-ins is short: the networks and accounts of the attack are held longer. */
  private secondsOf(attacked: Attacked, times: number): number {
    const { holdSeconds } = this.config;
    return attacked === 'all'
      ? holdSeconds
      : Math.min(this.longestSeconds, holdSeconds * 2 ** Math.min(times - 1, 30));
  }

  private get stores(): readonly Ephemeral[] {
    return this.shared.isShared ? [this.shared, this.own] : [this.shared];
  }

  /** The longest hold in any store, for each. Holds that ended more than a day ago are dropped. */
  private async read(attacked: readonly Attacked[]): Promise<Hold[]> {
    const keys = attacked.map(keyOf);
    const answers = await Promise.all(
      this.stores.map((store) => store.getMany(keys).catch((): null[] => [])),
    );
    return attacked.map((one, index) => {
      const hold = answers.map((texts) => this.parse(one, texts[index] ?? null)).reduce(longer);
      if (one === 'all') this.allUntilMs = hold.untilMs;
      return hold;
    });
  }

  private parse(attacked: Attacked, text: string | null): Hold {
    const [untilMs = 0, times = 0] = text === null ? [] : text.split(' ').map(Number);
    const nowMs = this.clock.nowMs();
    if (!(untilMs + REMEMBERED_SECONDS * 1000 > nowMs)) return NEVER;
    // The clock of the instance that wrote it may be wrong.
    const latestMs = nowMs + this.secondsOf(attacked, times) * 1000;
    return { untilMs: Math.min(untilMs, latestMs), times };
  }
}

const longer = (one: Hold, other: Hold): Hold => (other.untilMs > one.untilMs ? other : one);
