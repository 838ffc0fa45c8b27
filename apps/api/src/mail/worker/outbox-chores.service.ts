import { Injectable, Logger } from '@nestjs/common';
import { PacedBatches } from '#libs/cleanup';
import { DeadLeases } from './dead-leases.service.js';
import { OutboxPurge } from './outbox-purge.service.js';
import { OutboxTiming } from './outbox-timing.js';
import { OutboxUpkeep } from './outbox-upkeep.service.js';

const MOST_ROWS = 1000;

type Chore = () => Promise<unknown>;

/** What is done from time to time: free what dead workers hold, end what is too old, forget what is finished. */
@Injectable()
export class OutboxChores {
  private readonly logger = new Logger('Mail');
  private readonly running = new Set<Promise<void>>();
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly deadLeases: DeadLeases,
    private readonly upkeep: OutboxUpkeep,
    private readonly purge: OutboxPurge,
    private readonly timing: OutboxTiming,
    private readonly batches: PacedBatches,
  ) {}

  start(): void {
    this.every(this.timing.pollMs, () => this.deadLeases.release(performance.now()));
    const { sweepMs, purgeMs } = this.timing;
    this.inBatches(sweepMs, 'mail_outbox.expire', (limit) => this.upkeep.expire(limit));
    this.inBatches(sweepMs, 'mail_outbox.give_up', (limit) => this.upkeep.giveUp(limit));
    this.inBatches(purgeMs, 'mail_outbox.purge', (limit) => this.purge.purgeMails(limit));
    this.inBatches(purgeMs, 'mail_budgets.purge', (limit) => this.purge.purgeBudgets(limit));
  }

  async stop(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    this.timers = [];
    await Promise.all(this.running);
  }

  private inBatches(
    periodMs: number,
    name: string,
    batch: (limit: number) => Promise<number>,
  ): void {
    this.every(periodMs, () => this.batches.run({ name, mostRows: MOST_ROWS, batch }));
  }

  /** One that is still running is not begun again; one that fails is tried at its next time. */
  private every(periodMs: number, chore: Chore): void {
    let isRunning = false;
    const turn = async () => {
      if (isRunning) return;
      isRunning = true;
      await chore().catch((error: unknown) =>
        this.logger.debug(`A chore failed: ${String(error)}`),
      );
      isRunning = false;
    };
    const begin = () => {
      const run = turn();
      this.running.add(run);
      void run.finally(() => this.running.delete(run));
    };
    this.timers.push(setInterval(begin, periodMs).unref());
    begin();
  }
}
