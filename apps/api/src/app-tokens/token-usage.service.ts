import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock, DAY_MS, dayOf } from '#libs/kernel';
import { DailyCounts, Flushed, type DailyCount } from '#api/audit/statistics';
import {
  TokenUsageStore,
  type ServiceUses,
  type UsageRow,
  type Uses,
} from './token-usage.store.js';

interface Counter {
  count: number;
  lastUsedMs: number;
}

const toDailyCount = ({ day, serviceId, count }: ServiceUses): DailyCount => ({
  measure: 'token_uses',
  day,
  label: serviceId,
  outcome: '',
  count: Number(count),
});

/** Counts uses in memory and writes them once a second. */
@Injectable()
export class TokenUsage extends Flushed {
  private counters = new Map<string, Counter>();

  constructor(
    private readonly database: Database,
    private readonly store: TokenUsageStore,
    private readonly clock: Clock,
    private readonly counts: DailyCounts,
  ) {
    super();
  }

  count(tokenId: string): void {
    const nowMs = this.clock.nowMs();
    const key = `${tokenId}${dayOf(nowMs)}`;
    const counter = this.counters.get(key);
    if (counter) {
      counter.count += 1;
      counter.lastUsedMs = nowMs;
    } else {
      this.counters.set(key, { count: 1, lastUsedMs: nowMs });
    }
  }

  /** Per token and day, the last `days` of them. */
  async list(
    tokenIds: readonly string[],
    days: number,
  ): Promise<{ from: string; rows: UsageRow[] }> {
    const from = dayOf(this.clock.nowMs() - (days - 1) * DAY_MS);
    return { from, rows: await this.store.list(this.database.pool, tokenIds, from) };
  }

  protected override async write(): Promise<void> {
    if (this.counters.size === 0) return;
    const taken = this.counters;
    this.counters = new Map();
    const uses = [...taken].map(([key, counter]): Uses => {
      const day = key.slice(-10);
      return {
        tokenId: key.slice(0, -10),
        day,
        count: counter.count,
        lastUsed: new Date(counter.lastUsedMs),
      };
    });
    try {
      await this.database.transaction(async (tx) => {
        const byService = await this.store.add(tx, uses);
        await this.counts.add(tx, byService.map(toDailyCount));
      });
    } catch {
      this.putBack(taken);
    }
  }

  /** The database cannot be reached, which readiness reports; the counts wait here (one entry a token and day). */
  private putBack(taken: ReadonlyMap<string, Counter>): void {
    for (const [key, counter] of taken) {
      const newer = this.counters.get(key);
      const count = counter.count + (newer?.count ?? 0);
      this.counters.set(key, { count, lastUsedMs: newer?.lastUsedMs ?? counter.lastUsedMs });
    }
  }
}
