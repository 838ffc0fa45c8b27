import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded } from '#api/sessions';
import { Users } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import { FactorEvents, type ActingOwner } from '../factor-events.service.js';
import { noSecondFactor } from '../factors.errors.js';
import { FactorsStore } from '../factors.store.js';
import { RecoveryCodes } from './recovery-codes.service.js';

/** New recovery codes in the place of all older ones, as the owner wants. */
@Injectable()
export class ReplaceRecoveryCodes {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: Users,
    private readonly proofs: FreshProofs,
    private readonly factors: FactorsStore,
    private readonly codes: RecoveryCodes,
    private readonly events: FactorEvents,
  ) {}

  /**
   * The codes, which are shown this once.
   * @throws AppError `SECOND_FACTOR_MISSING`, `PROOF_REQUIRED`, `SESSION_ENDED`
   */
  replace(acting: ActingOwner): Promise<readonly string[]> {
    const { principal, client } = acting;
    return this.work.run(async ({ tx }) => {
      const user = await this.users.lock(tx, principal.userId);
      if (!user?.isActive) throw sessionEnded();
      if (!(await this.factors.hasSecond(tx, user.id))) throw noSecondFactor();
      await this.proofs.consume(tx, acting, 'add_factor');
      const { factorId: id, name, codes } = await this.codes.replace(tx, principal, client);
      await this.events.added(tx, user, acting, { id, type: 'recovery_codes', name });
      return codes;
    });
  }
}
