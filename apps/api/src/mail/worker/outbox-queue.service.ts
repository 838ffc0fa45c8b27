import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { OutboxSignal } from '../outbox-signal.js';
import { OutboxStore, type ClaimedMail, type Fence, type LateClaim } from '../outbox.store.js';
import { TEMPLATES } from '../templates/index.js';
import { LeaseKeeper } from './lease-keeper.service.js';
import { OutboxTiming } from './outbox-timing.js';

const KNOWN_TEMPLATES = Object.keys(TEMPLATES);

const keyOf = ({ id, attempts }: Fence) => `${id}#${attempts}`;

/** Claims mails for the worker of this process, and releases those of workers that died. While the database is unavailable `claim` answers no mails. */
@Injectable()
export class OutboxQueue {
  private readonly logger = new Logger('Mail');
  private isAway = false;
  private suspectedSinceMs = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly store: OutboxStore,
    private readonly signal: OutboxSignal,
    private readonly clock: Clock,
    private readonly leases: LeaseKeeper,
    private readonly timing: OutboxTiming,
  ) {}

  /** Calls the listener whenever there may be a mail to send. */
  onWork(listener: () => void): void {
    this.signal.onWake(listener);
  }

  /** @param isFreshFirst claims mails that were never deferred before all others */
  async claim(limit: number, isFreshFirst: boolean): Promise<ClaimedMail[]> {
    const { worker } = this.leases;
    const { leaseMs } = this.timing;
    const now = this.clock.now();
    const request = { worker, limit, leaseMs, templates: KNOWN_TEMPLATES, now };
    const { pool } = this.database;
    try {
      const fresh = isFreshFirst
        ? await this.store.claim(pool, { ...request, isFreshOnly: true })
        : [];
      const claimed = fresh.length > 0 ? fresh : await this.store.claim(pool, request);
      this.isAway = false;
      return claimed;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      if (!this.isAway) this.logger.warn(`The outbox cannot be read at the moment: ${name}`);
      this.isAway = true;
      return [];
    }
  }

  /**
   * Releases the mails of workers that died. A claim counts as dead only after this process has observed its end.
   * @param nowMs by `performance.now()`
   */
  async releaseDead(nowMs: number): Promise<void> {
    const { suspicionMs } = this.timing;
    const late = await this.store.listLate(this.database.pool, suspicionMs);
    const sinceMs = (claim: Fence) => this.suspectedSinceMs.get(keyOf(claim)) ?? nowMs;
    this.suspectedSinceMs = new Map(late.map((claim) => [keyOf(claim), sinceMs(claim)]));
    const isDead = (claim: LateClaim) =>
      claim.isOver && !this.leases.has(claim.id) && nowMs - sinceMs(claim) >= suspicionMs;
    const dead = late.filter(isDead);
    if (dead.length === 0) return;
    await this.store.release(this.database.pool, dead);
    this.signal.wake();
  }
}
