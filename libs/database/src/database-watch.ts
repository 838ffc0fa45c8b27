import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { Readiness, type ReadinessResult } from '#libs/operation';
import { BusinessProbe, DatabaseProbe } from './database-probes.js';
import { driverStateOf } from './database-errors.js';
import { DatabaseUse } from './database-use.js';

/** How long a successful write proves that writes work. */
const WRITE_PROOF_MS = 5_000;
const UNDEFINED_TABLE = '42P01';

/** The readiness check of the database: whether it does what requests need. */
@Injectable()
export class DatabaseWatch implements OnModuleInit {
  private wroteAtMs = -Infinity;
  /** Set when a request failed because of the database, until a large write has succeeded. */
  private isDoubtful = false;
  /** Set when no connection was available while requests failed, until one is. */
  private isStranded = false;

  constructor(
    private readonly probe: DatabaseProbe,
    private readonly business: BusinessProbe,
    private readonly use: DatabaseUse,
    private readonly clock: Clock,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.add({ name: 'database', check: () => this.check() });
  }

  private async check(): Promise<ReadinessResult> {
    const role = await this.probe.findRole();
    if (role !== 'primary') return down(role);
    this.isDoubtful ||= this.use.hasFailures;
    const { isFailing } = this.use;
    if (isFailing || this.isStranded) {
      this.isStranded = !(await this.business.isUsable());
      if (this.isStranded) return down('stranded');
    }
    return isFailing ? this.checkUse() : this.checkWriting();
  }

  /**
   * After most requests have failed, only disk space and a free lock on each table prove that the next ones would
   * succeed.
   */
  private async checkUse(): Promise<ReadinessResult> {
    try {
      await this.probe.lockEach();
      await this.probe.writeMuch();
    } catch {
      return down('failing');
    }
    this.use.forget();
    return this.proved();
  }

  private async checkWriting(): Promise<ReadinessResult> {
    const isProved = this.clock.monotonicMs() - this.wroteAtMs < WRITE_PROOF_MS;
    if (isProved && !this.isDoubtful) return { status: 'up' };
    try {
      await (this.isDoubtful ? this.probe.writeMuch() : this.probe.writeLittle());
    } catch (error) {
      // A missing table means missing migrations, which another check reports.
      if (driverStateOf(error) === UNDEFINED_TABLE) return { status: 'up' };
      this.isDoubtful = true;
      return down('unwritable');
    }
    return this.proved();
  }

  private proved(): ReadinessResult {
    this.isDoubtful = false;
    this.wroteAtMs = this.clock.monotonicMs();
    return { status: 'up' };
  }
}

const REASONS = {
  standby: 'the server is a standby: it takes no writes, and what it says may be old',
  'read-only': 'the database takes no writes (transaction_read_only)',
  unwritable: 'the database did not take a write',
  stranded: 'requests failed, and no connection for them is to be had, or it does not answer',
  failing: 'most requests of the last seconds failed because the database could not be used',
} as const;

const down = (why: keyof typeof REASONS): ReadinessResult => ({
  status: 'down',
  details: { reason: REASONS[why] },
});
