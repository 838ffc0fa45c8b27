import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Ephemeral, InProcessEphemeral } from '#libs/ephemeral';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { captchaConfig } from '../captcha.config.js';

/** So long after its end an attack that begins again is the same one. */
const REMEMBERED_SECONDS = 86_400;

/** What is under attack: a network or an account by its name, or everybody. */
export type Attacked = `n:${string}` | `a:${string}` | 'all';

interface Hold {
  readonly untilMs: number;
  /** How often it has begun. */
  readonly times: number;
}

const NEVER: Hold = { untilMs: 0, times: 0 };
const keyOf = (attacked: Attacked) => `captcha:hold:${attacked}`;

/**
 * Until when a challenge is asked of whom. It ends by itself, and nothing but a wrong password that was looked at makes it
 * begin: who ignores the challenge neither gets a look nor keeps it up. When it begins again for the same network or
 * account within a day of its end it lasts twice as long: who stops at the challenge and comes back after it gets fewer and
 * fewer looks. Kept in Redis for all instances, and by each for itself in case Redis forgets.
 */
@Injectable()
export class AttackHolds {
  private readonly own: InProcessEphemeral;
  private allUntilMs = 0;

  constructor(
    @Inject(Ephemeral) private readonly shared: Ephemeral,
    @Inject(captchaConfig.KEY) private readonly config: ConfigOf<typeof captchaConfig>,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.own = new InProcessEphemeral(clock);
    this.own.usePrefix();
    metrics.gauge(
      'gatehouse_sign_ins_suspicious',
      'Whether sign-ins fail in masses, over all accounts and networks (1): everybody is asked for challenges',
      () => (this.clock.nowMs() < this.allUntilMs ? 1 : 0),
    );
  }

  /** Of each whether it is under attack now; never throws. */
  async areOn(attacked: readonly Attacked[]): Promise<boolean[]> {
    const nowMs = this.clock.nowMs();
    return (await this.read(attacked)).map(({ untilMs }) => untilMs > nowMs);
  }

  /** Begins it, or lets it go on from now; answers of each whether it has begun. Never throws. */
  async begin(attacked: readonly Attacked[]): Promise<boolean[]> {
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
    return before.map(({ untilMs }) => untilMs <= nowMs);
  }

  private get longestSeconds(): number {
    const { holdSeconds, longestHoldSeconds } = this.config;
    return Math.max(holdSeconds, longestHoldSeconds);
  }

  /** Everybody is let go soon: those who were part of it are asked for longer. */
  private secondsOf(attacked: Attacked, times: number): number {
    const { holdSeconds } = this.config;
    return attacked === 'all'
      ? holdSeconds
      : Math.min(this.longestSeconds, holdSeconds * 2 ** Math.min(times - 1, 30));
  }

  private get stores(): readonly Ephemeral[] {
    return this.shared.isShared ? [this.shared, this.own] : [this.shared];
  }

  /** The longest that any store knows of. One that ended more than a day ago is forgotten. */
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
    // The clock of who wrote it may be wrong.
    const latestMs = nowMs + this.secondsOf(attacked, times) * 1000;
    return { untilMs: Math.min(untilMs, latestMs), times };
  }
}

const longer = (one: Hold, other: Hold): Hold => (other.untilMs > one.untilMs ? other : one);
