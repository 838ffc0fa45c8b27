import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit, type AuditEvent } from '#api/audit';
import type { User } from '#api/users';
import type { OfferedFactor } from './factor.js';
import { FactorCounters } from './factor-counters.js';
import { FactorMails, type NamedFactor } from './factor-mails.service.js';

/** The signed-in user who acts on the own factors, and from where. */
export interface ActingOwner {
  readonly principal: Pick<Principal, 'userId' | 'sessionId'>;
  readonly client: ClientInfo;
}

type Details = Readonly<Record<string, unknown>>;

/** A factor that begins to count. */
export type AddedFactor = OfferedFactor & NamedFactor;

/** What the owner does with factors: mailed to the owner, recorded in the audit trail and counted, in the transaction of the act. */
@Injectable()
export class FactorEvents {
  constructor(
    private readonly mails: FactorMails,
    private readonly counters: FactorCounters,
    private readonly audit: Audit,
  ) {}

  /** The factor counts from now on; or the recovery codes are new. */
  async added(
    tx: Tx,
    user: User,
    acting: ActingOwner,
    factor: AddedFactor,
    details: Details = {},
  ): Promise<void> {
    await this.mails.sendAdded(tx, user, acting.principal, factor);
    this.counters.count(factor.type, 'enrolled');
    await this.audit.record(tx, eventOf(acting, 'factor.added', factor, details));
  }

  /** @param wasLast whether the account has no second factor now */
  async removed(
    tx: Tx,
    user: User,
    acting: ActingOwner,
    factor: OfferedFactor,
    wasLast: boolean,
  ): Promise<void> {
    await this.mails.sendRemoved(tx, user, factor, wasLast);
    this.counters.count(factor.type, 'removed');
    const details = { was_last: wasLast };
    await this.audit.record(tx, eventOf(acting, 'factor.removed', factor, details));
  }

  renamed(tx: Tx, acting: ActingOwner, factor: OfferedFactor): Promise<void> {
    return this.audit.record(tx, eventOf(acting, 'factor.renamed', factor));
  }

  /** What was shown to finish an enrolment is wrong. */
  async refused(
    tx: Tx,
    acting: ActingOwner,
    factor: Pick<OfferedFactor, 'id' | 'type'>,
    code: NonNullable<AuditEvent['code']>,
  ): Promise<void> {
    this.counters.count(factor.type, 'refused');
    const event = eventOf(acting, 'factor.refused', factor, { purpose: 'enrolment' });
    await this.audit.record(tx, { ...event, outcome: 'refused', code });
  }
}

const eventOf = (
  { principal: { userId, sessionId }, client }: ActingOwner,
  type: string,
  factor: Pick<OfferedFactor, 'id' | 'type'>,
  details: Details = {},
): AuditEvent => ({
  type,
  outcome: 'success',
  actor: { kind: 'user', id: userId, sessionId },
  target: { kind: 'factor', id: factor.id },
  client,
  details: { type: factor.type, ...details },
});
