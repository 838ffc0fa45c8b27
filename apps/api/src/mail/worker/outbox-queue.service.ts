import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { OutboxSignal } from '../outbox-signal.js';
import { OutboxStore, type ClaimedMail } from '../outbox.store.js';
import { TEMPLATES } from '../templates/index.js';
import { LeaseKeeper } from './lease-keeper.service.js';
import { OutboxTiming } from './outbox-timing.js';

const KNOWN_TEMPLATES = Object.keys(TEMPLATES);

/** The outbox as its worker sees it. A database that is away is an empty queue. */
@Injectable()
export class OutboxQueue {
  private readonly logger = new Logger('Mail');
  private isAway = false;

  constructor(
    private readonly database: Database,
    private readonly store: OutboxStore,
    private readonly signal: OutboxSignal,
    private readonly clock: Clock,
    private readonly leases: LeaseKeeper,
  ) {}

  /** Calls back whenever there may be something to send. */
  onWork(listener: () => void): void {
    this.signal.onWake(listener);
  }

  /** @param isFreshFirst those that were never put off come before all others */
  async claim(
    limit: number,
    { leaseMs }: OutboxTiming,
    isFreshFirst: boolean,
  ): Promise<ClaimedMail[]> {
    const { worker } = this.leases;
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
}
