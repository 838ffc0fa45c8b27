import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { MailCounters, type MailOutcome } from '../mail-counters.js';
import { mailConfig } from '../mail.config.js';
import { OutboxUpkeepStore } from '../outbox-upkeep.store.js';

const PURGE_BATCH = 1000;

/** Ends the mails whose time is over, and forgets the finished ones after some days. */
@Injectable()
export class OutboxUpkeep {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly database: Database,
    private readonly store: OutboxUpkeepStore,
    private readonly counters: MailCounters,
    private readonly clock: Clock,
    @Inject(mailConfig.KEY) private readonly config: ConfigOf<typeof mailConfig>,
  ) {}

  /** What cannot go out any more, because its link is dead or it was tried for long enough. */
  async sweep(): Promise<void> {
    const { pool } = this.database;
    const { giveUpSeconds } = this.config;
    this.report(await this.store.expire(pool, this.clock.now()), 'expired', 'their links are dead');
    const why = `they could not be delivered within ${giveUpSeconds} s`;
    this.report(await this.store.giveUp(pool, giveUpSeconds), 'failed', why);
  }

  /** Answers whether there may be more. */
  async purge(): Promise<boolean> {
    const { pool } = this.database;
    const deleted = await this.store.deleteFinished(pool, this.config.keepDays, PURGE_BATCH);
    return deleted === PURGE_BATCH;
  }

  private report(templates: readonly string[], outcome: MailOutcome, why: string): void {
    if (templates.length === 0) return;
    for (const template of templates) this.counters.count(template, outcome);
    const kinds = [...new Set(templates)].join(', ');
    this.logger.error(`Mails were given up (${templates.length}: ${kinds}): ${why}`);
  }
}
