import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Lifecycle } from '#libs/operation';
import { PacedBatches } from '#libs/upkeep';
import { OutboxCleanup } from './outbox-cleanup.service.js';
import { OutboxQueue } from './outbox-queue.service.js';
import { OutboxTiming } from './outbox-timing.js';
import { OutboxWorker } from './outbox-worker.service.js';

const MOST_ROWS = 1000;

type Job = () => Promise<unknown>;

/** Runs the worker and the periodic jobs of the outbox while the process serves: from the end of its start until it drains. */
@Injectable()
export class OutboxSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Mail');
  private readonly running = new Set<Promise<void>>();
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly worker: OutboxWorker,
    private readonly queue: OutboxQueue,
    private readonly cleanup: OutboxCleanup,
    private readonly lifecycle: Lifecycle,
    private readonly timing: OutboxTiming,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    if (this.lifecycle.isDraining) return;
    this.lifecycle.onDraining(() => this.worker.windDown());
    this.worker.start();
    const { pollMs, sweepMs, purgeMs } = this.timing;
    this.every(pollMs, () => this.queue.releaseDead(performance.now()));
    this.inBatches(sweepMs, 'mail_outbox.expire', (limit) => this.cleanup.expire(limit));
    this.inBatches(sweepMs, 'mail_outbox.give_up', (limit) => this.cleanup.giveUp(limit));
    this.inBatches(purgeMs, 'mail_outbox.purge', (limit) => this.cleanup.deleteFinished(limit));
    this.inBatches(purgeMs, 'mail_budgets.purge', (limit) => this.cleanup.deleteBudgets(limit));
    this.timers.push(setInterval(() => this.worker.lookSoon(), pollMs).unref());
  }

  async onModuleDestroy(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    this.timers = [];
    await Promise.all([...this.running, this.worker.stop()]);
  }

  private inBatches(
    periodMs: number,
    name: string,
    batch: (limit: number) => Promise<number>,
  ): void {
    this.every(periodMs, () => this.batches.run({ name, mostRows: MOST_ROWS, batch }));
  }

  /** One that is still running is not begun again; one that fails is tried at its next time. */
  private every(periodMs: number, job: Job): void {
    let isRunning = false;
    const turn = async () => {
      if (isRunning) return;
      isRunning = true;
      await job().catch((error: unknown) =>
        this.logger.debug(`A periodic job of the outbox failed: ${String(error)}`),
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
