import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { holdsApiPermission } from './effective.js';
import { Grants } from './grants.service.js';
import { GrantsStore, type Grant } from './grants.store.js';

/**
 * What is told of who holds what. Oneself, and who may read the roles of all services, are told everything. Who may
 * read those of one service is told what follows from roles in that service: neither who holds something through
 * `auth_service`, nor who is deactivated.
 */
@Injectable()
export class GrantView {
  constructor(
    private readonly grants: Grants,
    private readonly store: GrantsStore,
  ) {}

  /** Whether the reader is told of roles in `auth_service` and of the state of accounts. */
  async isWhole(tx: Tx, reader: Principal, aboutUserId?: string): Promise<boolean> {
    if (reader.userId === aboutUserId) return true;
    const authId = await this.grants.getAuthServiceId(tx);
    const own = await this.grants.listWithin(tx, [reader.userId], authId);
    return holdsApiPermission('role:read', null, own);
  }

  list(
    tx: Tx,
    isWhole: boolean,
    { userIds, serviceId }: { readonly userIds: readonly string[]; readonly serviceId: string },
  ): Promise<Grant[]> {
    return isWhole
      ? this.grants.listWithin(tx, userIds, serviceId)
      : this.store.listAssigned(tx, userIds, serviceId);
  }
}
