import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Lifecycle } from '#libs/operation';
import { OutboxChores } from './outbox-chores.service.js';
import { OutboxTiming } from './outbox-timing.js';
import { OutboxWorker } from './outbox-worker.service.js';

/** The outbox works while the process serves: from the end of the start to the beginning of the end. */
@Injectable()
export class OutboxTicker implements OnApplicationBootstrap, OnModuleDestroy {
  private poll: NodeJS.Timeout | undefined;

  constructor(
    private readonly worker: OutboxWorker,
    private readonly chores: OutboxChores,
    private readonly lifecycle: Lifecycle,
    private readonly timing: OutboxTiming,
  ) {}

  onApplicationBootstrap(): void {
    if (this.lifecycle.isDraining) return;
    this.lifecycle.onDraining(() => this.worker.windDown());
    this.worker.start();
    this.chores.start();
    this.poll = setInterval(() => this.worker.lookSoon(), this.timing.pollMs).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.poll);
    await Promise.all([this.chores.stop(), this.worker.stop()]);
  }
}
