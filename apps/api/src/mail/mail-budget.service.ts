import { Inject, Injectable } from '@nestjs/common';
import { Config, coreConfig, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, deriveKey, hmacSha256 } from '#libs/kernel';
import { MailBudgetStore } from './mail-budget.store.js';
import { mailConfig } from './mail.config.js';
import { serverSecretOf } from './server-secret.js';

const HOUR_MS = 3_600_000;
/** `ann+1@…`, `ann+2@…` are one mailbox with most providers, but also what a developer tries things with. */
const TAGGED_FACTOR = 4;

/** What is counted as one mailbox: no case, no width, no dots in the local part; apart from it what is behind a `+`. */
export function mailboxOfAddress(address: string): { exact: string; untagged: string | null } {
  const plain = address.normalize('NFKC').toLowerCase();
  const at = plain.lastIndexOf('@');
  const local = plain.slice(0, at).replaceAll('.', '');
  const domain = plain.slice(at);
  const [base = '', ...tags] = local.split('+');
  return { exact: local + domain, untagged: tags.length > 0 ? base + domain : null };
}

/** How many mails a mailbox may still get within the hour, whoever asks for them and from wherever. */
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

  /** Whether one more may go there; if so it is counted, unless the transaction is rolled back. */
  async take(tx: Tx, address: string): Promise<boolean> {
    if (this.isOff) return true;
    const { exact, untagged } = mailboxOfAddress(address);
    const most = this.mail.perAddressHourly;
    if (untagged !== null && !(await this.count(tx, `+${untagged}`, most * TAGGED_FACTOR)))
      return false;
    return this.count(tx, exact, most);
  }

  /** Forgets a batch of those whose hour is over; answers how many. */
  purge(tx: Tx, limit: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - HOUR_MS);
    return this.store.deleteOld(tx, before, limit);
  }

  private count(tx: Tx, mailbox: string, most: number): Promise<boolean> {
    const key = hmacSha256(this.key, mailbox);
    return this.store.take(tx, { key, now: this.clock.now(), most });
  }
}
