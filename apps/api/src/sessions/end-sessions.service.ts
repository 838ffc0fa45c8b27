import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Clock, isId } from '#libs/kernel';
import { Audit, type Actor } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { FreshProofs } from '#api/users/proofs';
import type { EndReason } from './session.entity.js';
import { sessionNotFound } from './sessions.errors.js';
import { SessionsStore } from './sessions.store.js';

export interface EndAll {
  readonly userId: string;
  readonly reason: EndReason;
  /** The session that stays. */
  readonly exceptId?: string;
  /** Only the sessions of this device. */
  readonly deviceId?: string;
}

const actorOf = (principal: Principal): Actor => ({
  kind: 'user',
  id: principal.userId,
  sessionId: principal.sessionId,
});

/**
 * Ends sessions before their time: their access and refresh tokens are refused by every instance from the
 * next request on.
 */
@Injectable()
export class EndSessions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SessionsStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly proofs: FreshProofs,
  ) {}

  /**
   * Runs in the transaction of what makes them end; answers how many there were. When all of them end, the fresh proofs of
   * the account are deleted too, whichever session they were made in.
   */
  async endAll(unit: Unit, { userId, reason, exceptId, deviceId }: EndAll): Promise<number> {
    const now = this.clock.now();
    const which = { exceptId: exceptId ?? null, deviceId: deviceId ?? null };
    const ended = await this.store.endAllOfUser(unit.tx, userId, reason, now, which);
    for (const { id } of ended) unit.changed({ kind: 'session_ended', sessionId: id, userId });
    // Those for a merge are in another account's session, and by a provider no password ends them.
    if (exceptId === undefined && deviceId === undefined)
      await this.proofs.withdraw(unit.tx, userId);
    return ended.length;
  }

  /** One session, in the transaction of what makes it end; `false` when it was not live. The caller records why. */
  async endOne(
    unit: Unit,
    { id, userId, reason }: { id: string; userId: string; reason: EndReason },
  ): Promise<boolean> {
    const own = { id, userId, reason, now: this.clock.now() };
    if (!(await this.store.endOwn(unit.tx, own))) return false;
    unit.changed({ kind: 'session_ended', sessionId: id, userId });
    return true;
  }

  /** Every other session of the caller. */
  endOthers(principal: Principal, client: ClientInfo): Promise<number> {
    return this.unitOfWork.run(async (unit) => {
      const { userId, sessionId } = principal;
      const count = await this.endAll(unit, {
        userId,
        reason: 'ended_by_user',
        exceptId: sessionId,
      });
      await this.audit.record(unit.tx, {
        type: 'session.others_ended',
        outcome: 'success',
        actor: actorOf(principal),
        target: { kind: 'user', id: userId },
        client,
        details: { count },
      });
      return count;
    });
  }

  /**
   * One session of the caller.
   * @throws AppError `SESSION_NOT_FOUND`, also when it is another user's
   */
  async endOwn(principal: Principal, sessionId: string, client: ClientInfo): Promise<void> {
    const isEnded = isId(sessionId) && (await this.endIfOwn(principal, sessionId, client));
    if (!isEnded) throw sessionNotFound();
  }

  /** The caller's own session; one that has just ended is no failure. */
  async signOut(principal: Principal, client: ClientInfo): Promise<void> {
    await this.endIfOwn(principal, principal.sessionId, client);
  }

  private endIfOwn(principal: Principal, id: string, client: ClientInfo): Promise<boolean> {
    const isCurrent = id.toLowerCase() === principal.sessionId;
    return this.unitOfWork.run(async (unit) => {
      const { userId } = principal;
      const reason = isCurrent ? 'signed_out' : 'ended_by_user';
      const ended = await this.store.endOwn(unit.tx, { id, userId, reason, now: this.clock.now() });
      if (!ended) return false;
      unit.changed({ kind: 'session_ended', sessionId: ended.id, userId });
      await this.audit.record(unit.tx, {
        type: isCurrent ? 'session.signed_out' : 'session.ended',
        outcome: 'success',
        actor: actorOf(principal),
        target: { kind: 'session', id: ended.id },
        client,
      });
      return true;
    });
  }
}
