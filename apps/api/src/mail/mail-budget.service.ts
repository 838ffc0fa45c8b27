import { Inject, Injectable } from '@nestjs/common';
import { Config, coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, KeyedHash } from '#libs/kernel';
import { MailBudgetStore } from './mail-budget.store.js';
import { mailConfig } from './mail.config.js';
import type { Mail, MailCause } from './mail.js';
import { templateOf } from './templates/index.js';

const HOUR_MS = 3_600_000;
/** `ann+1@…` and `ann+2@…` are one mailbox with most providers, but also common in tests: together they get more mails. */
const SHARED_FACTOR = 4;
/** Owed mails: about one in ten minutes, however short the lives of links are set. */
const OWED_HOURLY = 6;

/** The fields of a mail that decide where it is counted. */
export type Budgeted = Pick<Mail, 'template' | 'to' | 'by' | 'isOwed'>;

/** Three forms of an address that identify its mailbox, all without differences of case and width. */
export interface CountedMailbox {
  readonly exact: string;
  /** Without dots in the local part: with some providers the same mailbox, with others another user's. */
  readonly dotless: string;
  /** Without dots, and without the part from the first `+`. */
  readonly base: string;
}

/** How many mails of a kind a mailbox gets within an hour, by the kind of mail and its cause. */
export interface HourlyLimits {
  readonly perAddressHourly: number;
  readonly noticesHourly: number;
  readonly recoveryHourly: number;
}

/** A count to which a mail is added. */
export interface MailCount {
  readonly bucket: string;
  readonly mailbox: string;
  readonly most: number;
}

/** The mail is sent when none of the counts `all` has reached its limit, else when `owed` has not. */
export interface MailCounts {
  readonly all: readonly MailCount[];
  readonly owed: MailCount | null;
}

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

export function mailboxOfAddress(address: string): CountedMailbox {
  const exact = address.normalize('NFKC').toLowerCase();
  const at = exact.lastIndexOf('@');
  const domain = exact.slice(at);
  const local = exact.slice(0, at).replaceAll('.', '');
  const [base = ''] = local.split('+');
  return { exact, dotless: local + domain, base: base + domain };
}

/**
 * Where a mail is counted; `null` when it is not counted. Each template is counted separately for each kind of caller that
 * causes the mail: strangers cannot use up the mails that the owner needs.
 * @param isNotice whether the template is a security notice
 */
export function countsOf(
  { template, to, by = 'anybody', isOwed = false }: Budgeted,
  isNotice: boolean,
  limits: HourlyLimits,
): MailCounts | null {
  if (by === 'fold') return null;
  const { exact, dotless, base } = mailboxOfAddress(to);
  // Strangers can vary the dots of an address. Mails that its owner causes are counted for the exact address.
  const mailbox = by === 'anybody' && !isNotice ? dotless : exact;
  const bucket = `${template}/${by}`;
  const most = mostOf(by, isNotice, limits);
  const own = { bucket, mailbox, most };
  // Addresses that may be one mailbox get together four times as many mails as each alone.
  const shared = { bucket, mailbox: `+${base}`, most: most * SHARED_FACTOR };
  return {
    all: mailbox === base ? [own] : [shared, own],
    owed: isOwed ? { bucket: `${template}/owed`, mailbox: exact, most: OWED_HOURLY } : null,
  };
}

function mostOf(by: MailCause, isNotice: boolean, limits: HourlyLimits): number {
  if (by === 'recovery') return limits.recoveryHourly;
  return isNotice ? limits.noticesHourly : limits.perAddressHourly;
}
