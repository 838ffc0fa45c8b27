import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import type { KeyUse } from './idempotency.store.js';

const EVERY_MS = 500;
/** What is not taken up waits for the end of its claim, as after a crash. */
const MOST = 1_000;

/** What is still to be written about a key; done twice it does no harm. */
export type Settle = () => Promise<unknown>;

interface Unsettled {
  readonly id: Buffer;
  readonly settle: Settle;
  readonly untilMs: number;
}

/** Repeats, until it succeeds, what could not be written about a key because the database was away. */
@Injectable()
export class UnsettledKeys implements OnModuleDestroy {
  private readonly waiting = new Map<string, Unsettled>();
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(private readonly clock: Clock) {}

  get count(): number {
    return this.waiting.size;
  }

  /** Takes up one more; for so long it is repeated. */
  add({ id, claim }: KeyUse, settle: Settle, forMs: number): void {
    if (this.isOver || this.waiting.size >= MOST) return;
    this.waiting.set(claim, { id, settle, untilMs: this.clock.monotonicMs() + forMs });
    this.plan();
  }

  /** Settles one key now, for whoever wants to use it. @throws AppError when that fails again */
  async settle(id: Buffer): Promise<void> {
    for (const [claim, one] of this.waiting) {
      if (!one.id.equals(id)) continue;
      await one.settle();
      this.waiting.delete(claim);
    }
  }

  /** The process ends: what is left waits for the end of its claim. */
  onModuleDestroy(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.waiting.clear();
  }

  private plan(): void {
    if (this.isOver || this.waiting.size === 0) return;
    this.timer ??= setTimeout(() => {
      void this.settleAll().finally(() => {
        this.timer = undefined;
        this.plan();
      });
    }, EVERY_MS).unref();
  }

  /** In their order; after a failure the database is left alone until the next round. */
  private async settleAll(): Promise<void> {
    for (const [claim, { settle, untilMs }] of this.waiting) {
      if (this.clock.monotonicMs() < untilMs) {
        try {
          await settle();
        } catch {
          return;
        }
      }
      this.waiting.delete(claim);
    }
  }
}
