import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PacedBatches, type BatchJob } from '#libs/cleanup';
import { Lifecycle, PeriodicJobs, type PeriodicJob } from '#libs/operation';
import { OutboxCleanup } from './outbox-cleanup.service.js';
import { OutboxQueue } from './outbox-queue.service.js';
import { OutboxTiming } from './outbox-timing.js';
import { OutboxWorker } from './outbox-worker.service.js';

const MOST_ROWS = 1000;

/** Runs the worker and the periodic jobs of the outbox from the end of the start until the process drains. */
@Injectable()
export class OutboxSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private started: readonly PeriodicJob[] = [];

  constructor(
    private readonly worker: OutboxWorker,
    private readonly queue: OutboxQueue,
    private readonly cleanup: OutboxCleanup,
    private readonly lifecycle: Lifecycle,
    private readonly timing: OutboxTiming,
    private readonly jobs: PeriodicJobs,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    if (this.lifecycle.isDraining) return;
    this.lifecycle.onDraining(() => this.worker.windDown());
    this.worker.start();
    const { pollMs, sweepMs, purgeMs } = this.timing;
    const { cleanup, queue, worker } = this;
    this.started = [
      this.start('mail_outbox.look', pollMs, async () => worker.lookSoon()),
      this.start('mail_outbox.release', pollMs, () => queue.releaseDead(performance.now())),
      this.inBatches('mail_outbox.expire', sweepMs, (limit) => cleanup.expire(limit)),
      this.inBatches('mail_outbox.give_up', sweepMs, (limit) => cleanup.giveUp(limit)),
      this.inBatches('mail_outbox.purge', purgeMs, (limit) => cleanup.deleteFinished(limit)),
      this.inBatches('mail_budgets.purge', purgeMs, (limit) => cleanup.deleteBudgets(limit)),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.started.map((job) => job.stop()), this.worker.stop()]);
  }

  private inBatches(name: string, periodMs: number, batch: BatchJob['batch']): PeriodicJob {
    return this.start(name, periodMs, () => this.batches.run({ name, mostRows: MOST_ROWS, batch }));
  }

  private start(name: string, periodMs: number, run: () => Promise<unknown>): PeriodicJob {
    return this.jobs.start({ name, everySeconds: periodMs / 1000, isDueAtStart: true, run });
  }
}
