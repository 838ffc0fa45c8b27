import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { newId } from '#libs/kernel';
import { OutboxStore, type ClaimedMail, type Fence } from '../outbox.store.js';
import { OutboxTiming } from './outbox-timing.js';

interface Held {
  readonly fence: Fence;
  readonly controller: AbortController;
  /** The earliest moment at which another worker may claim it; by the monotonic clock of this process. */
  leaseEndsMs: number;
}

/** Prolongs the leases of the mails that this process is sending, and aborts those that it may no longer send. */
@Injectable()
export class LeaseKeeper {
  /** Identifies this run of the process in `claimed_by`. */
  readonly worker = newId();
  private readonly held = new Map<string, Held>();
  private timer: NodeJS.Timeout | undefined;
  private isRenewing = false;

  constructor(
    private readonly database: Database,
    private readonly store: OutboxStore,
    private readonly timing: OutboxTiming,
  ) {}

  get count(): number {
    return this.held.size;
  }

  has(id: string): boolean {
    return this.held.has(id);
  }

  /** @param claimedAtMs a moment before the claim, by `performance.now()` */
  hold(mail: ClaimedMail, claimedAtMs: number): AbortSignal {
    const controller = new AbortController();
    const fence = { id: mail.id, attempts: mail.attempts };
    this.held.set(mail.id, { fence, controller, leaseEndsMs: claimedAtMs + this.timing.leaseMs });
    this.timer ??= setInterval(() => void this.renew(), this.timing.renewMs);
    return controller.signal;
  }

  drop(id: string): void {
    this.held.delete(id);
    if (this.held.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  abortAll(): void {
    for (const { controller } of this.held.values()) controller.abort();
  }

  private async renew(): Promise<void> {
    if (this.isRenewing) return this.abortEndingLeases();
    this.isRenewing = true;
    const asked = [...this.held.values()];
    const askedAtMs = performance.now();
    try {
      const fences = asked.map(({ fence }) => fence);
      const { leaseMs } = this.timing;
      const ids = await this.store.renew(this.database.pool, this.worker, fences, leaseMs);
      const renewed = new Set(ids);
      for (const held of asked) {
        if (renewed.has(held.fence.id)) held.leaseEndsMs = askedAtMs + leaseMs;
        else held.controller.abort();
      }
    } catch {
      this.abortEndingLeases();
    } finally {
      this.isRenewing = false;
    }
  }

  /** The database cannot be reached, perhaps only by this process: it aborts each attempt before another worker may claim the mail. */
  private abortEndingLeases(): void {
    const soonMs = performance.now() + this.timing.renewMs;
    for (const { controller, leaseEndsMs } of this.held.values()) {
      if (leaseEndsMs <= soonMs) controller.abort();
    }
  }
}
