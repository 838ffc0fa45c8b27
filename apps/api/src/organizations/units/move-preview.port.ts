import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import type { Acting } from '#api/rbac';

/** What a user would gain and lose in a service, at a unit and in those below it, in sessions of each level. */
export interface MoveEffect {
  readonly userId: string;
  readonly serviceId: string;
  readonly unitId: string;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  readonly aal2Gains: readonly string[];
  readonly aal2Loses: readonly string[];
}

/** `isTruncated` when more users may be concerned than were looked at. */
export interface MoveEffects {
  readonly effects: readonly MoveEffect[];
  readonly isTruncated: boolean;
}

/** Answers who would gain and lose what by a move of a unit. The roles at units decide it: `rbac` has the answer. */
export abstract class MovePreviewPort {
  /**
   * @param act moves the unit, with all its checks, in a transaction that is rolled back
   * @throws what `act` throws
   */
  abstract ofMove(
    acting: Acting,
    move: { readonly unitId: string; readonly parentId: string },
    act: (tx: Tx) => Promise<void>,
  ): Promise<MoveEffects>;
}

class RolledBack extends Error {}

/** Makes the checks of a move, and knows no effects. */
@Injectable()
export class ChecksOfMove extends MovePreviewPort {
  constructor(private readonly database: Database) {
    super();
  }

  override async ofMove(
    _acting: Acting,
    _move: { readonly unitId: string; readonly parentId: string },
    act: (tx: Tx) => Promise<void>,
  ): Promise<MoveEffects> {
    try {
      await this.database.transaction(async (tx) => {
        await act(tx);
        throw new RolledBack();
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    return { effects: [], isTruncated: false };
  }
}
