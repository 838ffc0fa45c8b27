import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicJobs } from '#libs/operation';
import { PacedBatches, type BatchJob } from './paced-batches.js';

/** What a feature deletes, ends or adds up at one period. */
export interface Cleanup {
  readonly everySeconds: number;
  /** Rows of one batch at most. */
  readonly mostRows: number;
  /** By the name of the batches, one after the other; a step that fails does not keep the others from being done. */
  readonly steps: Readonly<Record<string, BatchJob['batch']>>;
}

/** Begins the clean-ups that features declare when the application has started, and repeats them until it drains. */
@Injectable()
export class Cleanups implements OnApplicationBootstrap {
  private readonly declared = new Map<string, Cleanup>();

  constructor(
    private readonly jobs: PeriodicJobs,
    private readonly batches: PacedBatches,
  ) {}

  /**
   * Before the application has started.
   * @param name of the periodic job: feature and purpose, such as `sessions.purge`
   * @throws Error for a name that is taken
   */
  declare(name: string, cleanup: Cleanup): void {
    if (this.declared.has(name)) throw new Error(`Two clean-ups: ${name}`);
    this.declared.set(name, cleanup);
  }

  onApplicationBootstrap(): void {
    for (const [name, { everySeconds }] of this.declared) {
      this.jobs.start({ name, everySeconds, run: () => this.run(name) });
    }
  }

  /**
   * Does the steps of a clean-up now and answers how many rows they were about.
   * @throws Error for a name that nobody has declared, and what the first step that failed threw, after the others
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
