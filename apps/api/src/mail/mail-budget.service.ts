import { Inject, Injectable } from '@nestjs/common';
import { Config, coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, KeyedHash } from '#libs/kernel';
import { MailBudgetStore } from './mail-budget.store.js';
import { mailConfig } from './mail.config.js';
import { countsOf, type Budgeted, type MailCount } from './mail-budget.js';
import { templateOf } from './templates/index.js';

const HOUR_MS = 3_600_000;

/** Counts the mails to a mailbox within the hour, and decides whether it may get another. */
@Injectable()
export class MailBudget {
  private readonly hash: KeyedHash;
  private readonly isOff: boolean;

  constructor(
    private readonly store: MailBudgetStore,
    private readonly clock: Clock,
    @Inject(mailConfig.KEY) private readonly mail: ConfigOf<typeof mailConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    config: Config,
  ) {
    this.hash = new KeyedHash(serverSecretOf(core), 'mail-budget');
    this.isOff = config.value('RATE_LIMIT_ENABLED') === false;
  }

  /** Whether the mail may be sent; if so it is counted, unless the transaction is rolled back. */
  async take(tx: Tx, mail: Budgeted): Promise<boolean> {
    const isNotice = templateOf(mail.template).notice !== undefined;
    const counts = this.isOff ? null : countsOf(mail, isNotice, this.mail);
    if (!counts) return true;
    if (await this.countAll(tx, counts.all)) return true;
    return counts.owed !== null && this.count(tx, counts.owed);
  }

  private async countAll(tx: Tx, counts: readonly MailCount[]): Promise<boolean> {
    for (const count of counts) if (!(await this.count(tx, count))) return false;
    return true;
  }

  /** Deletes a batch of budgets whose hour is over; answers how many. */
  purge(tx: Tx, limit: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - HOUR_MS);
    return this.store.deleteOld(tx, before, limit);
  }

  private count(tx: Tx, { bucket, mailbox, most }: MailCount): Promise<boolean> {
    const key = this.hash.bytesOf(`${bucket}:${mailbox}`);
    return this.store.take(tx, { key, now: this.clock.now(), most });
  }
}
