import type { ReadinessCheck, ReadinessResult } from '#libs/operation';
import { isAhead, readMigrationStatus, type SchemaOptions } from './apply-migrations.js';

/**
 * Keeps an instance out of rotation while its database lacks migrations, and names them. Once all are
 * applied it asks no more: a newer release's files are that release's matter.
 */
export class MigrationsCheck implements ReadinessCheck {
  readonly name = 'migrations';
  private isComplete = false;

  constructor(private readonly options: SchemaOptions) {}

  async check(): Promise<ReadinessResult> {
    if (this.isComplete) return { status: 'up' };
    const found = await readMigrationStatus(this.options);
    const { pending, problems } = found;
    this.isComplete = (pending.length === 0 && problems.length === 0) || isAhead(found);
    if (this.isComplete) return { status: 'up' };
    return {
      status: 'down',
      details: { pending, problems: problems.map(({ message }) => message) },
    };
  }
}
