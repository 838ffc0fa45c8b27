import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock, DAY_MS, dayOf } from '#libs/kernel';
import { PeriodicJobs } from '#libs/operation';
import { PacedBatches } from '#libs/cleanup';
import { auditConfig } from '../audit.config.js';
import { AuditPartNotIntact, RetireAudit, type RetirablePart } from './retire-audit.service.js';

const EVERY_SECONDS = 3600;

/** Retires the days older than `AUDIT_RETENTION_DAYS`, when that is set. One instance works at a time. */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap {
  private readonly log = new Logger('Audit trail');
  private lastComplaint = '';

  constructor(
    @Inject(auditConfig.KEY) private readonly config: ConfigOf<typeof auditConfig>,
    private readonly retirement: RetireAudit,
    private readonly clock: Clock,
    private readonly jobs: PeriodicJobs,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.retentionDays === 0) return;
    const run = () => this.run();
    this.jobs.start({ name: 'audit.retire', everySeconds: EVERY_SECONDS, isDueAtStart: true, run });
  }

  /** Answers how many days were retired. */
  async run(): Promise<number> {
    try {
      return await this.retire();
    } catch (error) {
      this.complain(String(error), error instanceof AuditPartNotIntact);
      return 0;
    }
  }

  private async retire(): Promise<number> {
    const before = dayOf(new Date(this.clock.nowMs() - this.config.retentionDays * DAY_MS));
    const parts = await this.retirement.plan(before);
    if (parts.length === 0) return 0;
    if (!(await this.retirement.mayRetire())) {
      this.complain(
        'AUDIT_RETENTION_DAYS is set, and the role of this server in the database may not delete. ' +
          `As their owner run: gatehouse audit retire --before ${before}`,
      );
      return 0;
    }
    return this.batches.run({
      name: 'audit.retire',
      mostRows: 1,
      batch: () => this.retireNext(parts),
    });
  }

  /** Retires one day: the whole day with its mark, or nothing. */
  private async retireNext(parts: RetirablePart[]): Promise<number> {
    const part = parts.shift();
    const events = part ? await this.retirement.retire(part, 'system') : null;
    // All are retired, or another instance is retiring.
    if (!part || events === null) return 0;
    this.log.log(`Retired ${part.day}: ${events} events, up to seal ${part.upTo}`);
    return 1;
  }

  /** Logs each cause once: the job runs every hour. */
  private complain(text: string, isBroken = false): void {
    if (text === this.lastComplaint) return;
    this.lastComplaint = text;
    if (isBroken) this.log.error(`${text}: nothing of it is retired. Run: gatehouse audit verify`);
    else this.log.warn(text);
  }
}
