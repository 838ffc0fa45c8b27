import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { MailBudget } from '../mail-budget.service.js';
import { MailCounters, type MailOutcome } from '../mail-counters.js';
import { mailConfig } from '../mail.config.js';
import { OutboxCleanupStore } from '../outbox-cleanup.store.js';

/** Ends mails that are too old to be sent, and deletes finished ones and spent budgets. Each method does a batch and answers how many. */
@Injectable()
export class OutboxCleanup {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly database: Database,
    private readonly store: OutboxCleanupStore,
    private readonly budget: MailBudget,
    private readonly counters: MailCounters,
    private readonly clock: Clock,
    @Inject(mailConfig.KEY) private readonly config: ConfigOf<typeof mailConfig>,
  ) {}

  /** Mails whose links have expired. */
  async expire(limit: number): Promise<number> {
    const dead = await this.store.expire(this.database.pool, this.clock.now(), limit);
    return this.report(dead, 'expired', 'their links are dead');
  }

  /** Mails that were tried for `MAIL_GIVE_UP_SECONDS`. */
  async giveUp(limit: number): Promise<number> {
    const { giveUpSeconds } = this.config;
    const late = await this.store.giveUp(this.database.pool, giveUpSeconds, limit);
    return this.report(late, 'failed', `they could not be delivered within ${giveUpSeconds} s`);
  }

  /** Mails that were finished some days ago. */
  deleteFinished(limit: number): Promise<number> {
    return this.store.deleteFinished(this.database.pool, this.config.keepDays, limit);
  }

  /** Budgets of mailboxes that got no mail within the hour. */
  deleteBudgets(limit: number): Promise<number> {
    return this.budget.purge(this.database.pool, limit);
  }

  private report(templates: readonly string[], outcome: MailOutcome, why: string): number {
    if (templates.length === 0) return 0;
    for (const template of templates) this.counters.count(template, outcome);
    const kinds = [...new Set(templates)].join(', ');
    this.logger.error(`Mails were given up (${templates.length}: ${kinds}): ${why}`);
    return templates.length;
  }
}
