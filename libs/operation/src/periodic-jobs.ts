import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';

/** After a failure the period doubles, and for short periods ends here. */
const LONGEST_BACKOFF_SECONDS = 15;
/** A job that has failed so often in a row needs an operator. */
const ERROR_AFTER = 3;

export interface PeriodicJobOptions {
  /** In the log and as the label `name` of the metric: few and fixed, such as `sessions.cleanup`. */
  readonly name: string;
  /** Between the beginning of one run and that of the next; a run that takes longer is not begun a second time. */
  readonly everySeconds: number;
  /** Also at once, and not only after the first period. */
  readonly isDueAtStart?: boolean;
  /** Rejects when it failed: that is logged and counted, and it is tried again. */
  run(): Promise<unknown>;
}

/** One job that a process repeats until it drains. */
export class PeriodicJob {
  private readonly log = new Logger('Periodic jobs');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private failures = 0;
  private isStopped = false;

  constructor(
    private readonly job: PeriodicJobOptions,
    private readonly runs: Counter<'name' | 'outcome'>,
  ) {}

  start(): void {
    if (this.job.isDueAtStart) this.turn();
    else this.plan();
  }

  /** Begins no further run; answers when the one that is on its way has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** A run now, beside its period, or the one that is on its way. Never rejects. */
  runNow(): Promise<void> {
    this.running ??= this.attempt().finally(() => (this.running = undefined));
    return this.running;
  }

  private turn(): void {
    this.plan();
    void this.runNow();
  }

  private plan(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => this.turn(), this.pauseSeconds() * 1000).unref();
  }

  private pauseSeconds(): number {
    const { everySeconds } = this.job;
    const longest = Math.max(everySeconds, LONGEST_BACKOFF_SECONDS);
    return Math.min(everySeconds * 2 ** this.failures, longest);
  }

  private async attempt(): Promise<void> {
    const { name } = this.job;
    try {
      await this.job.run();
      if (this.failures >= ERROR_AFTER) this.log.log(`${name} works again`);
      this.failures = 0;
      this.runs.inc({ name, outcome: 'succeeded' });
    } catch (error) {
      this.failures += 1;
      this.runs.inc({ name, outcome: 'failed' });
      this.complain(String(error));
    }
  }

  /** The first failure of a series and the one that shows that it lasts; the others are the same. */
  private complain(reason: string): void {
    const text = `${this.job.name} failed: ${reason}. It is tried again in ${this.pauseSeconds()} s`;
    if (this.failures === 1) this.log.warn(text);
    else if (this.failures === ERROR_AFTER)
      this.log.error(`${text}, after ${ERROR_AFTER} failures`);
    else this.log.debug(text);
  }
}

/**
 * Repeats work of the process itself: each job at its period, never twice at once, with back-off after a failure, an
 * entry in the log, a metric, and an end when the process drains.
 */
@Injectable()
export class PeriodicJobs implements OnModuleDestroy {
  private readonly started: PeriodicJob[] = [];
  private readonly runs: Counter<'name' | 'outcome'>;

  constructor(
    private readonly lifecycle: Lifecycle,
    metrics: Metrics,
  ) {
    lifecycle.onDraining(() => this.stopAll());
    const help = 'Runs of what a process repeats by itself, such as the deletion of old rows';
    this.runs = metrics.counter('gatehouse_periodic_job_runs_total', help, ['name', 'outcome']);
  }

  /** From now on until the process drains. A process that drains begins none. */
  start(options: PeriodicJobOptions): PeriodicJob {
    const job = new PeriodicJob(options, this.runs);
    if (this.lifecycle.isDraining) return job;
    this.started.push(job);
    job.start();
    return job;
  }

  /** An application that is closed without a drain (a command, a test) repeats nothing over its closed database. */
  onModuleDestroy(): void {
    this.stopAll();
  }

  private stopAll(): void {
    for (const job of this.started) void job.stop();
  }
}
