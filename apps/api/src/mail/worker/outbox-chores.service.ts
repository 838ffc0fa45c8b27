import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#libs/database';
import { MailBudget } from '../mail-budget.service.js';
import { DeadLeases } from './dead-leases.service.js';
import { OutboxTiming } from './outbox-timing.js';
import { OutboxUpkeep } from './outbox-upkeep.service.js';

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
    private readonly budget: MailBudget,
    private readonly database: Database,
    private readonly timing: OutboxTiming,
  ) {}

  start(): void {
    this.every(this.timing.pollMs, () => this.deadLeases.release(performance.now()));
    this.every(this.timing.sweepMs, () => this.upkeep.sweep());
    this.every(this.timing.purgeMs, () => untilDone(() => this.upkeep.purge()));
    this.every(this.timing.purgeMs, () => untilDone(() => this.budget.purge(this.database.pool)));
  }

  async stop(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    this.timers = [];
    await Promise.all(this.running);
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

async function untilDone(batch: () => Promise<boolean>): Promise<void> {
  while (await batch()) {
    // Each batch commits for itself, so that none holds many locks.
  }
}
