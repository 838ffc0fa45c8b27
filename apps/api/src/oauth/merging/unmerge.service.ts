import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Administrators } from '#api/rbac';
import { MergeChoice } from './merge-choice.service.js';
import { UnmergeActs, type Unmerged } from './unmerge-acts.service.js';

/** Carries what would be done out of a transaction that is not to be kept. */
class OnlyShown extends Error {
  constructor(readonly unmerged: Unmerged) {
    super('Only shown');
  }
}

/** Takes a merge of two accounts back, for the operator. */
@Injectable()
export class Unmerge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly choice: MergeChoice,
    private readonly administrators: Administrators,
    private readonly acts: UnmergeActs,
  ) {}

  /**
   * Both accounts are as they were, as far as what was merged is still there; all their sessions end, both are told.
   * @param named the id of the merge, or the id or the address of either account
   * @throws AppError `MERGE_NOT_FOUND`, `MERGE_AMBIGUOUS`, `MERGE_ALREADY_UNDONE`, `MERGE_UNDO_EXPIRED`, `MERGE_COVERED`,
   * `EMAIL_TAKEN`, `LAST_ADMIN`
   */
  undo(named: string): Promise<Unmerged> {
    return this.unitOfWork.run((unit) => this.perform(unit, named));
  }

  /** What `undo` would do; it is done, and not kept. @throws AppError as `undo` */
  async preview(named: string): Promise<Unmerged> {
    try {
      return await this.unitOfWork.run(async (unit) => {
        throw new OnlyShown(await this.perform(unit, named));
      });
    } catch (error) {
      if (error instanceof OnlyShown) return error.unmerged;
      throw error;
    }
  }

  private async perform(unit: Unit, named: string): Promise<Unmerged> {
    const { tx } = unit;
    // First, as everybody does who ends an account: otherwise two could wait for each other.
    const isAdministered = await this.administrators.exists(tx);
    const merge = await this.choice.hold(tx, named);
    const unmerged = await this.acts.perform(unit, merge);
    if (isAdministered) await this.administrators.assertExist(tx);
    return unmerged;
  }
}
