import { Inject, Injectable } from '@nestjs/common';
import { Config, coreConfig, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, deriveKey, hmacSha256 } from '#libs/kernel';
import { MailBudgetStore } from './mail-budget.store.js';
import { mailConfig } from './mail.config.js';
import type { Mail, MailCause } from './mail.js';
import { serverSecretOf } from './server-secret.js';
import { templateOf } from './templates/index.js';

const HOUR_MS = 3_600_000;
/** `ann+1@…`, `ann+2@…` are one mailbox with most providers, but also what a developer tries things with. */
const SHARED_FACTOR = 4;
/** Of those that are owed: no more than one in ten minutes, however short the lives of links are set. */
const OWED_HOURLY = 6;

/** What a budget must know of a mail. */
export type Budgeted = Pick<Mail, 'template' | 'to' | 'by' | 'isOwed'>;

/** An address as mailboxes are told apart: no case and no width in any of the three. */
export interface CountedMailbox {
  readonly exact: string;
  /** Without dots in the local part, which may be the same mailbox or somebody else's. */
  readonly dotless: string;
  /** Without what is behind a `+` as well. */
  readonly base: string;
}

export function mailboxOfAddress(address: string): CountedMailbox {
  const exact = address.normalize('NFKC').toLowerCase();
  const at = exact.lastIndexOf('@');
  const domain = exact.slice(at);
  const local = exact.slice(0, at).replaceAll('.', '');
  const [base = ''] = local.split('+');
  return { exact, dotless: local + domain, base: base + domain };
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
    const isNotice = templateOf(mail.template).notice !== undefined;
    const { exact, dotless, base } = mailboxOfAddress(mail.to);
    // Strangers write an address in many ways. What its owner brings about is counted apart from who has a similar one.
    const mailbox = by === 'anybody' && !isNotice ? dotless : exact;
    const bucket = `${mail.template}/${by}`;
    const most = this.mostOf(by, isNotice);
    if (await this.takeFrom(tx, bucket, { mailbox, base, most })) return true;
    return isOwed && this.count(tx, `${mail.template}/owed`, exact, OWED_HOURLY);
  }

  private mostOf(by: MailCause, isNotice: boolean): number {
    if (by === 'recovery') return this.mail.recoveryHourly;
    return isNotice ? this.mail.noticesHourly : this.mail.perAddressHourly;
  }

  /** Those that may be one mailbox get together four times what each gets. */
  private async takeFrom(
    tx: Tx,
    bucket: string,
    { mailbox, base, most }: { mailbox: string; base: string; most: number },
  ): Promise<boolean> {
    const isShared = mailbox !== base;
    if (isShared && !(await this.count(tx, bucket, `+${base}`, most * SHARED_FACTOR))) return false;
    return this.count(tx, bucket, mailbox, most);
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
