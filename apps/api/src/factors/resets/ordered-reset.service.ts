import { Injectable, Logger } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { AppError } from '#libs/kernel';
import { Audit } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { ActorRights } from '#api/rbac';
import type { User } from '#api/users';
import { FactorResetsStore, type EndedReset } from './factor-resets.store.js';
import { RemoveAllFactors } from './remove-all-factors.service.js';

type Code = AppError['code'];

/** What an administrator needs to order a reset. */
const PERMISSION = 'user:write';

/**
 * Does a reset that was ordered a day before. An intruder in an administrator's account may have ordered it: it is dropped when
 * the administrator could not order it any more, or was disowned since.
 */
@Injectable()
export class OrderedReset {
  private readonly logger = new Logger('Factors');

  constructor(
    private readonly store: FactorResetsStore,
    private readonly rights: ActorRights,
    private readonly removal: RemoveAllFactors,
    private readonly audit: Audit,
  ) {}

  /** Removes the factors that the account had at the order. The caller has locked the account. */
  async perform(unit: Unit, user: User, reset: EndedReset): Promise<void> {
    const code = await this.refusalOf(unit.tx, reset);
    if (code !== null) return this.drop(unit.tx, reset, code);
    const { requestedBy, createdAt: until } = reset;
    const removal = { actor: { kind: 'system' }, requestedBy, until } as const;
    if (!(await this.removal.remove(unit, user, removal)))
      await this.drop(unit.tx, reset, 'FACTOR_NOT_FOUND');
  }

  private async refusalOf(tx: Tx, reset: EndedReset): Promise<Code | null> {
    const { userId, requestedBy } = reset;
    if (requestedBy === null) return null;
    if (!(await this.store.isRequesterSame(tx, reset))) return 'SESSION_ENDED';
    return this.rights.refusalOf(tx, { userId: requestedBy, permission: PERMISSION }, userId);
  }

  private async drop(tx: Tx, reset: EndedReset, code: Code): Promise<void> {
    this.logger.warn(`An ordered reset of the factors of ${reset.userId} was dropped: ${code}`);
    await this.audit.record(tx, {
      type: 'factors.reset_dropped',
      outcome: 'refused',
      actor: { kind: 'system' },
      target: { kind: 'user', id: reset.userId },
      code,
      details: { requested_by: reset.requestedBy },
    });
  }
}
