import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Administrators } from '#api/rbac';
import { SoleOwners } from '#api/units';

/** Which accounts must stay: the last administrator, and the only owner of an organization. */
@Injectable()
export class ErasableAccounts {
  constructor(
    private readonly administrators: Administrators,
    private readonly owners: SoleOwners,
  ) {}

  /** Locks what decides, in the order of every act that ends an account: call it before the account is locked. */
  async hold(tx: Tx, userId: string): Promise<void> {
    await this.administrators.hold(tx);
    await this.owners.hold(tx, userId);
  }

  /** Call in the transaction of the erasure. @throws AppError `LAST_ADMIN`, `LAST_OWNER` */
  async assertErasable(tx: Tx, userId: string): Promise<void> {
    await this.administrators.assertNotLast(tx, userId);
    await this.owners.assertNotSoleOwner(tx, userId);
  }
}
