import { Inject, Injectable } from '@nestjs/common';
import { Config, coreConfig, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, deriveKey, hmacSha256 } from '#libs/kernel';
import { MailBudgetStore } from './mail-budget.store.js';
import { mailConfig } from './mail.config.js';
import type { Mail, MailCause } from './outbox.js';
import { serverSecretOf } from './server-secret.js';
import { templateOf, type MailTemplate } from './templates/index.js';

const HOUR_MS = 3_600_000;
/** `ann+1@…`, `ann+2@…` are one mailbox with most providers, but also what a developer tries things with. */
const TAGGED_FACTOR = 4;
/** Of those that are owed: no more than one in ten minutes, however short the lives of links are set. */
const OWED_HOURLY = 6;

/** What a budget must know of a mail. */
export type Budgeted = Pick<Mail, 'template' | 'to' | 'by' | 'isOwed'>;

/** What is counted as one mailbox: no case, no width, no dots in the local part; apart from it what is behind a `+`. */
export function mailboxOfAddress(address: string): { exact: string; untagged: string | null } {
  const plain = address.normalize('NFKC').toLowerCase();
  const at = plain.lastIndexOf('@');
  const local = plain.slice(0, at).replaceAll('.', '');
  const domain = plain.slice(at);
  const [base = '', ...tags] = local.split('+');
  return { exact: local + domain, untagged: tags.length > 0 ? base + domain : null };
}

/**
 * How many mails a mailbox may still get within the hour. Each kind of mail is counted by itself, and apart for each
 * kind of caller that makes it go out: what strangers use up is nothing that the owner needs.
 */
@Injectable()
export class MailBudget {
  private readonly key: Buffer;
  private readonly isOff: boolean;

  constructor(
    private readonly store: MailBudgetStore,
    private readonly clock: Clock,
    @Inject(mailConfig.KEY) private readonly mail: ConfigOf<typeof mailConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    config: Config,
  ) {
    this.key = deriveKey(serverSecretOf(core), 'mail-budget');
    this.isOff = config.value('RATE_LIMIT_ENABLED') === false;
  }

  /** Whether this one may go out too; if so it is counted, unless the transaction is rolled back. */
  async take(tx: Tx, mail: Budgeted): Promise<boolean> {
    const { by = 'anybody', isOwed = false } = mail;
    if (this.isOff || by === 'fold') return true;
    const bucket = `${mail.template}/${by}`;
    if (await this.takeFrom(tx, bucket, mail.to, this.mostOf(mail.template, by))) return true;
    if (!isOwed) return false;
    return this.count(tx, `${mail.template}/owed`, mailboxOfAddress(mail.to).exact, OWED_HOURLY);
  }

  private mostOf(template: MailTemplate, by: MailCause): number {
    if (by === 'recovery') return this.mail.recoveryHourly;
    if (templateOf(template).notice !== undefined) return this.mail.noticesHourly;
    return this.mail.perAddressHourly;
  }

  private async takeFrom(tx: Tx, bucket: string, address: string, most: number): Promise<boolean> {
    const { exact, untagged } = mailboxOfAddress(address);
    const mostTagged = most * TAGGED_FACTOR;
    if (untagged !== null && !(await this.count(tx, bucket, `+${untagged}`, mostTagged))) {
      return false;
    }
    return this.count(tx, bucket, exact, most);
  }

  /** Forgets a batch of those whose hour is over; answers how many. */
  purge(tx: Tx, limit: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - HOUR_MS);
    return this.store.deleteOld(tx, before, limit);
  }

  private count(tx: Tx, bucket: string, mailbox: string, most: number): Promise<boolean> {
    const key = hmacSha256(this.key, `${bucket}:${mailbox}`);
    return this.store.take(tx, { key, now: this.clock.now(), most });
  }
}
