import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, KeyedHash } from '#libs/kernel';
import { mailboxOfAddress } from './mail-budget.service.js';
import { MailFoldsStore, type Fold } from './mail-folds.store.js';
import type { Mail } from './mail.js';
import { SealedMail, type SecretMail } from './sealed-mail.js';
import type { MailTemplate } from './templates/index.js';

/** The same as the window of the budgets. */
const FOLD_MS = 3_600_000;

/**
 * Folds the security notices beyond the budget of a mailbox. They are counted in the database, in the transaction of the
 * event that they report, one row per mailbox, and are sent as one mail when the hour is over.
 */
@Injectable()
export class MailFolds {
  private readonly hash: KeyedHash;

  constructor(
    private readonly store: MailFoldsStore,
    private readonly sealed: SealedMail,
    private readonly clock: Clock,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.hash = new KeyedHash(serverSecretOf(core), 'mail-fold');
  }

  async add<T extends MailTemplate>(tx: Tx, mail: Mail<T>): Promise<void> {
    const key = this.hash.bytesOf(mailboxOfAddress(mail.to).exact);
    const at = this.clock.now();
    const { to, firstName = null, language } = mail;
    const addressee = { to, firstName, context: {}, ...(language && { language }) };
    await this.store.add(tx, {
      key,
      userId: mail.userId ?? null,
      payload: this.sealed.seal(contextOf(key), addressee),
      template: mail.template,
      at,
      dueAt: new Date(at.getTime() + FOLD_MS),
    });
  }

  /** Takes the next due fold; no two callers get the same one. `null` when there is none. */
  take(tx: Tx): Promise<Fold | null> {
    return this.store.take(tx, this.clock.now());
  }

  /** @throws SecretBoxError when `SECRET_KEY` has changed since */
  openAddressee({ key, payload }: Fold): Pick<SecretMail, 'to' | 'firstName' | 'language'> {
    return this.sealed.open(contextOf(key), payload);
  }
}

const contextOf = (key: Buffer) => `fold:${key.toString('base64url')}`;
