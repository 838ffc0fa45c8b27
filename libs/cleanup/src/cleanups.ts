import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicJobs } from '#libs/operation';
import { PacedBatches, type BatchJob } from './paced-batches.js';

/** The batch jobs that a feature runs at one interval. */
export interface Cleanup {
  readonly everySeconds: number;
  /** Whether to run when the application has started, and not only after the first interval. */
  readonly isDueAtStart?: boolean;
  /** The largest number of rows in a batch. */
  readonly mostRows: number;
  /** Run one after the other, by the name of their batches; a failed step does not stop the others. */
  readonly steps: Readonly<Record<string, BatchJob['batch']>>;
}

/** Runs the clean-ups that features declare, from the start of the application until it drains. */
@Injectable()
export class Cleanups implements OnApplicationBootstrap {
  private readonly declared = new Map<string, Cleanup>();

  constructor(
    private readonly jobs: PeriodicJobs,
    private readonly batches: PacedBatches,
  ) {}

  /**
   * Call it before the application has started.
   * @param name of the periodic job: feature and purpose, such as `sessions.purge`
   * @throws Error for a name that is taken
   */
  declare(name: string, cleanup: Cleanup): void {
    if (this.declared.has(name)) throw new Error(`Two clean-ups: ${name}`);
    this.declared.set(name, cleanup);
  }

  onApplicationBootstrap(): void {
    for (const [name, { everySeconds, isDueAtStart = false }] of this.declared) {
      this.jobs.start({ name, everySeconds, isDueAtStart, run: () => this.run(name) });
    }
  }

  /**
   * Runs the steps of a clean-up now and returns how many rows they processed.
   * @throws Error for a name that was not declared; the error of the first failed step, after all steps have run
   */
  async run(name: string): Promise<number> {
    const cleanup = this.declared.get(name);
    if (!cleanup) throw new Error(`No clean-up: ${name}`);
    const failures: unknown[] = [];
    let count = 0;
    for (const [step, batch] of Object.entries(cleanup.steps)) {
      const job = { name: step, mostRows: cleanup.mostRows, batch };
      count += await this.batches.run(job).catch((error: unknown) => {
        failures.push(error);
        return 0;
      });
    }
    if (failures.length > 0) throw failures[0];
    return count;
  }
}
