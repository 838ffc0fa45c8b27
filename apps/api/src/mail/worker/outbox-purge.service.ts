import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { MailBudget } from '../mail-budget.service.js';
import { mailConfig } from '../mail.config.js';
import { OutboxUpkeepStore } from '../outbox-upkeep.store.js';

/** Forgets finished mails after some days, and who was sent any after an hour. */
@Injectable()
export class OutboxPurge {
  constructor(
    private readonly database: Database,
    private readonly store: OutboxUpkeepStore,
    private readonly budget: MailBudget,
    @Inject(mailConfig.KEY) private readonly config: ConfigOf<typeof mailConfig>,
  ) {}

  /** Deletes a batch; answers how many. */
  purgeMails(limit: number): Promise<number> {
    return this.store.deleteFinished(this.database.pool, this.config.keepDays, limit);
  }

  /** The same of the budgets. */
  purgeBudgets(limit: number): Promise<number> {
    return this.budget.purge(this.database.pool, limit);
  }
}
