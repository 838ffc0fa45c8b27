import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';

/** After a failure the period doubles, up to this value for short periods. */
const LONGEST_BACKOFF_SECONDS = 15;
/** After this number of consecutive failures an operator is needed. */
const ERROR_AFTER = 3;

export interface PeriodicJobOptions {
  /** Name in the log and label `name` of the metric: few and fixed, such as `sessions.cleanup`. */
  readonly name: string;
  /** Time between the starts of two runs; a run that takes longer is not started a second time. */
  readonly everySeconds: number;
  /** Whether it also runs at the start. */
  readonly isDueAtStart?: boolean;
  /** Rejects on failure, which is logged and counted; the job is retried. */
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

  /** Starts no further run; resolves when the current one has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Runs the job now, or joins the current run. Never rejects. */
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

  /** Logs the first failure of a series and the one that shows that it persists; the others only at level debug. */
  private complain(reason: string): void {
    const text = `${this.job.name} failed: ${reason}. It is tried again in ${this.pauseSeconds()} s`;
    if (this.failures === 1) this.log.warn(text);
    else if (this.failures === ERROR_AFTER)
      this.log.error(`${text}, after ${ERROR_AFTER} failures`);
    else this.log.debug(text);
  }
}

/**
 * Runs periodic work of the process: each job at its period, never twice at once, with back-off after a failure, log,
 * metric, and an end when the process drains.
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

  /** Runs the job until the process drains. A draining process starts none. */
  start(options: PeriodicJobOptions): PeriodicJob {
    const job = new PeriodicJob(options, this.runs);
    if (this.lifecycle.isDraining) return job;
    this.started.push(job);
    job.start();
    return job;
  }

  /** An application that is closed without a drain (a command, a test) must not run jobs on a closed database. */
  onModuleDestroy(): void {
    this.stopAll();
  }

  private stopAll(): void {
    for (const job of this.started) void job.stop();
  }
}
