import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { AppError, Clock, DAY_MS, randomToken, sha256 } from '#libs/kernel';
import { knownLanguage, type Language } from '#libs/languages';
import { Audit, type Actor } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Users, type User } from '#api/users';
import { FactorMails } from '../factor-mails.service.js';
import { FactorResetsStore, type OrderedBy } from './factor-resets.store.js';
import { OrderedReset } from './ordered-reset.service.js';
import { RemoveAllFactors } from './remove-all-factors.service.js';

const TOKEN = /^[\w-]{43}$/;

const invalidObjection = () =>
  new AppError('INVALID_OBJECTION_TOKEN', {
    detail: 'The link is wrong, was used, or comes too late: the factors may have been removed',
  });

const mailHeldBack = () =>
  new AppError('RECOVERY_MAIL_HELD_BACK', {
    detail:
      'The mail by which the owner can object cannot be sent now: the mailbox has had too many. Try again in an hour',
  });

/** Who has ordered a reset, or has it done at once. */
export interface ResetOrder {
  readonly actor: Actor;
  readonly client?: ClientInfo;
}

/** `null`, `null`: the operator at the command line. */
const requesterOf = ({ actor }: ResetOrder) =>
  actor.kind === 'user'
    ? { requestedBy: actor.id, requestedIn: actor.sessionId ?? null }
    : { requestedBy: null, requestedIn: null };

/**
 * The removal of all factors of an account whose owner has lost them, by order of an operator. It takes effect after 24
 * hours, in which the owner can object by a mailed link: who talks an operator into it gains nothing at once.
 */
@Injectable()
export class FactorResets {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: FactorResetsStore,
    private readonly users: Users,
    private readonly removal: RemoveAllFactors,
    private readonly ordered: OrderedReset,
    private readonly mails: FactorMails,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Orders the reset and mails the owner; answers when it is due. One that is ordered already stays as it is. The caller has
   * locked the account.
   * @throws AppError `FACTOR_NOT_FOUND` when the account has no factor, `RECOVERY_MAIL_HELD_BACK`
   */
  async order({ tx }: Unit, user: User, order: ResetOrder): Promise<Date> {
    const ordered = await this.store.findDueAt(tx, user.id);
    if (ordered) return ordered.dueAt;
    await this.removal.assertAny(tx, user.id);
    const token = randomToken();
    const createdAt = this.clock.now();
    const dueAt = new Date(createdAt.getTime() + DAY_MS);
    await this.store.insert(tx, {
      userId: user.id,
      tokenHash: sha256(token),
      ...requesterOf(order),
      createdAt,
      dueAt,
    });
    if (!(await this.mails.sendResetRequested(tx, user, { token, dueAt }))) throw mailHeldBack();
    await this.record(tx, 'factors.reset_ordered', user.id, order, { due_at: dueAt.toISOString() });
    return dueAt;
  }

  /**
   * Removes all factors at once. The caller has locked the account.
   * @throws AppError `FACTOR_NOT_FOUND` when the account has no factor
   */
  async doNow(unit: Unit, user: User, order: ResetOrder): Promise<void> {
    await this.removal.assertAny(unit.tx, user.id);
    await this.store.drop(unit.tx, user.id);
    const { requestedBy } = requesterOf(order);
    await this.removal.remove(unit, user, { ...order, requestedBy, until: null });
  }

  /** The language of the account whose owner can object by the token, which stays unused; `null` when nobody can. */
  async look(token: string): Promise<{ readonly locale: Language | null } | null> {
    if (!TOKEN.test(token)) return null;
    const shown = { tokenHash: sha256(token), now: this.clock.now() };
    const found = await this.work.run(({ tx }) => this.store.find(tx, shown));
    return found && { locale: knownLanguage(found.locale) };
  }

  /** The owner objects by the mailed token: the factors stay. @throws AppError `INVALID_OBJECTION_TOKEN` */
  object(token: string, client: ClientInfo): Promise<void> {
    return this.work.run(async ({ tx }) => {
      const shown = { tokenHash: sha256(token), now: this.clock.now() };
      const ended = TOKEN.test(token) ? await this.store.object(tx, shown) : null;
      if (!ended) throw invalidObjection();
      const order = { actor: { kind: 'anonymous' }, client } as const;
      const details = { requested_by: ended.requestedBy };
      await this.record(tx, 'factors.reset_objected', ended.userId, order, details);
    });
  }

  /**
   * Ends the orders of an administrator who says that the sessions, or all since a moment, were not theirs; answers the accounts,
   * whose factors stay.
   */
  withdraw(tx: Tx, by: OrderedBy): Promise<readonly string[]> {
    return this.store.withdraw(tx, by);
  }

  /** Ends a batch of the resets that are due, by doing them or dropping them; answers how many this instance has ended. */
  async doDue(limit: number): Promise<number> {
    const due = await this.work.run(({ tx }) => this.store.listDue(tx, this.clock.now(), limit));
    let done = 0;
    for (const userId of due) if (await this.doOneDue(userId)) done += 1;
    return done;
  }

  private doOneDue(userId: string): Promise<boolean> {
    return this.work.run(async (unit) => {
      const user = await this.users.lock(unit.tx, userId);
      const reset = user && (await this.store.takeDue(unit.tx, userId, this.clock.now()));
      if (!reset) return false;
      await this.ordered.perform(unit, user, reset);
      return true;
    });
  }

  private record(
    tx: Tx,
    type: string,
    userId: string,
    { actor, client }: ResetOrder,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const target = { kind: 'user', id: userId };
    const of = client === undefined ? {} : { client };
    return this.audit.record(tx, { type, outcome: 'success', actor, target, details, ...of });
  }
}
