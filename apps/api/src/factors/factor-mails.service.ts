import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { MailLinks, Outbox, type MailedFactor } from '#api/mail';
import { addressee, type User } from '#api/users';
import type { FactorType } from './factor.entity.js';
import { FactorLinks } from './factor-links.service.js';

/** A factor as a mail names it. */
export interface NamedFactor {
  readonly type: FactorType;
  readonly name: string;
  /** Of a passkey: the model of its authenticator, which a mail names; `null`, or absent: not known. */
  readonly model?: string | null;
}

/** Without its name, which a signed-in intruder may have chosen. */
const toMailed = ({ type, model = null }: Omit<NamedFactor, 'name'>): MailedFactor =>
  type === 'passkey' ? { type, model } : { type };

/** The mails to the owner about factors, each queued in the transaction of its cause. */
@Injectable()
export class FactorMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly links: MailLinks,
    private readonly takeBack: FactorLinks,
    private readonly clock: Clock,
  ) {}

  /** With a link that takes it back, with all that was done since in the session that has added it. */
  async sendAdded(
    tx: Tx,
    user: User,
    { sessionId }: Pick<Principal, 'sessionId'>,
    factor: NamedFactor,
  ): Promise<void> {
    const at = this.clock.now();
    const data = async () => {
      const link = await this.takeBack.issue(tx, user, { sessionId, addedAt: at });
      return { at, factor: toMailed(factor), ...link };
    };
    await this.outbox.enqueue(tx, { template: 'factor-added', data, ...addressee(user) });
  }

  async sendRemoved(tx: Tx, user: User, factor: NamedFactor, isLast: boolean): Promise<void> {
    const data = { at: this.clock.now(), factor: toMailed(factor), isLast };
    await this.outbox.enqueue(tx, { template: 'factor-removed', data, ...addressee(user) });
  }

  /** @param left the codes that are not used */
  async sendRecoveryCodeUsed(tx: Tx, user: User, left: number): Promise<void> {
    const data = { at: this.clock.now(), left };
    await this.outbox.enqueue(tx, { template: 'recovery-code-used', data, ...addressee(user) });
  }

  /** With the link of the objection. Answers whether the mail was queued. */
  sendResetRequested(
    tx: Tx,
    user: User,
    { token, dueAt }: { readonly token: string; readonly dueAt: Date },
  ): Promise<boolean> {
    const data = { at: this.clock.now(), link: this.links.objectFactorReset(token), dueAt };
    return this.outbox.enqueue(tx, {
      template: 'factor-reset-requested',
      data,
      by: 'recovery',
      ...addressee(user),
    });
  }

  /**
   * The factors of the account were removed at the request of an operator.
   * @param hasSecond whether the account has later ones, which stay
   */
  async sendReset(tx: Tx, user: User, hasSecond: boolean): Promise<void> {
    const data = { at: this.clock.now() };
    await this.outbox.enqueue(tx, {
      template: hasSecond ? 'factors-reset-some' : 'factors-reset',
      data,
      by: 'recovery',
      ...addressee(user),
    });
  }
}
