import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { LinkedIdentities } from '#api/users/identities';
import type { Merge } from './merge.js';
import { MergeUnits } from './merge-units.service.js';
import { MergingStore } from './merging.store.js';

/** What a merge moves, beside the account itself. */
@Injectable()
export class MergeContents {
  constructor(
    private readonly identities: LinkedIdentities,
    private readonly store: MergingStore,
    private readonly units: MergeUnits,
  ) {}

  /** Call before an account is locked. @param userId of the account that ends */
  hold(tx: Tx, userId: string): Promise<void> {
    return this.units.hold(tx, userId);
  }

  async read(
    tx: Tx,
    pair: Pick<Merge, 'kept' | 'ended'>,
  ): Promise<Pick<Merge, 'identities' | 'roles' | 'units'>> {
    const { kept, ended } = pair;
    return {
      identities: await this.identities.listOfUser(tx, ended.id),
      roles: await this.store.listRoles(tx, ended.id, kept.id),
      units: await this.units.list(tx, pair),
    };
  }
}
