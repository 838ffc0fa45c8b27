import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { MailCounters, type MailOutcome } from '../mail-counters.js';
import { mailConfig } from '../mail.config.js';
import { OutboxUpkeepStore } from '../outbox-upkeep.store.js';

/** Ends the mails whose time is over. */
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

  /** Ends a batch of mails whose links are dead; answers how many. */
  async expire(limit: number): Promise<number> {
    const dead = await this.store.expire(this.database.pool, this.clock.now(), limit);
    return this.report(dead, 'expired', 'their links are dead');
  }

  /** Ends a batch of mails that were tried for long enough; answers how many. */
  async giveUp(limit: number): Promise<number> {
    const { giveUpSeconds } = this.config;
    const late = await this.store.giveUp(this.database.pool, giveUpSeconds, limit);
    return this.report(late, 'failed', `they could not be delivered within ${giveUpSeconds} s`);
  }

  private report(templates: readonly string[], outcome: MailOutcome, why: string): number {
    if (templates.length === 0) return 0;
    for (const template of templates) this.counters.count(template, outcome);
    const kinds = [...new Set(templates)].join(', ');
    this.logger.error(`Mails were given up (${templates.length}: ${kinds}): ${why}`);
    return templates.length;
  }
}
