import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { OutboxSignal } from '../outbox-signal.js';
import { OutboxStore, type Fence, type LateClaim } from '../outbox.store.js';
import { LeaseKeeper } from './lease-keeper.service.js';
import { OutboxTiming } from './outbox-timing.js';

const keyOf = ({ id, attempts }: Fence) => `${id}#${attempts}`;

/** Frees the mails of workers that died. A claim is only believed to be dead when it was watched running out. */
@Injectable()
export class DeadLeases {
  private suspectedSinceMs = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly store: OutboxStore,
    private readonly leases: LeaseKeeper,
    private readonly signal: OutboxSignal,
    private readonly timing: OutboxTiming,
  ) {}

  async release(nowMs: number): Promise<void> {
    const { suspicionMs } = this.timing;
    const late = await this.store.listLate(this.database.pool, suspicionMs);
    const sinceMs = (claim: Fence) => this.suspectedSinceMs.get(keyOf(claim)) ?? nowMs;
    this.suspectedSinceMs = new Map(late.map((claim) => [keyOf(claim), sinceMs(claim)]));
    const isDead = (claim: LateClaim) =>
      claim.is_over && !this.leases.has(claim.id) && nowMs - sinceMs(claim) >= suspicionMs;
    const dead = late.filter(isDead);
    if (dead.length === 0) return;
    await this.store.release(this.database.pool, dead);
    this.signal.wake();
  }
}
