import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit, type Actor } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { EndSessions } from '#api/sessions';
import { Devices } from '#api/sessions/devices';
import type { User } from '#api/users';
import { FactorCounters } from '../factor-counters.js';
import { FactorMails } from '../factor-mails.service.js';
import { noFactors } from '../factors.errors.js';
import { FactorsStore } from '../factors.store.js';

/** By whom and why all factors are removed. */
export interface Removal {
  readonly actor: Actor;
  readonly client?: ClientInfo;
  /** The administrator who ordered it; `null`: the operator at the command line. */
  readonly requestedBy: string | null;
  /** Factors that began to count later stay; `null`: none does. */
  readonly until: Date | null;
}

/** Removes all factors of an account, or those of a moment, with what was granted by them. */
@Injectable()
export class RemoveAllFactors {
  constructor(
    private readonly factors: FactorsStore,
    private readonly devices: Devices,
    private readonly sessions: EndSessions,
    private readonly mails: FactorMails,
    private readonly counters: FactorCounters,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `FACTOR_NOT_FOUND` */
  async assertAny(tx: Tx, userId: string): Promise<void> {
    if ((await this.factors.listConfirmed(tx, userId)).length === 0) throw noFactors();
  }

  /**
   * Ends the sessions, lets no device skip the second factor, and mails the owner. `false` when nothing was there to remove, and
   * nothing was done. The caller has locked the account.
   */
  async remove(unit: Unit, user: User, removal: Removal): Promise<boolean> {
    const { tx } = unit;
    const { actor, client, requestedBy, until } = removal;
    const removed = await this.factors.removeUntil(tx, user.id, until);
    if (removed.length === 0) return false;
    const hasSecond = await this.factors.hasSecond(tx, user.id);
    if (!hasSecond) await this.factors.removeRecoveryCodes(tx, user.id);
    await this.devices.forgetFactors(tx, user.id);
    const ended = await this.sessions.endAll(unit, { userId: user.id, reason: 'factors_reset' });
    await this.mails.sendReset(tx, user, hasSecond);
    for (const { type } of removed) this.counters.count(type, 'reset');
    await this.audit.record(tx, {
      type: 'factors.reset',
      outcome: 'success',
      actor,
      target: { kind: 'user', id: user.id },
      ...(client && { client }),
      details: {
        requested_by: requestedBy,
        removed: removed.map(({ id, type }) => ({ id, type })),
        sessions_ended: ended,
        ...(hasSecond && { later_ones_stay: true }),
      },
    });
    return true;
  }
}
