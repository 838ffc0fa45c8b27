import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { Acting } from './acting.js';
import { Administrators } from './administrators.service.js';
import { GrantingProof } from './granting-proof.service.js';
import type { RoleRow } from './roles.store.js';

/** What an assignment wants beyond the right to it. */
@Injectable()
export class AssignmentGuards {
  constructor(
    private readonly administrators: Administrators,
    private readonly proof: GrantingProof,
  ) {}

  /** @throws AppError `PROOF_REQUIRED` */
  useProof(tx: Tx, acting: Acting, role: RoleRow): Promise<void> {
    return this.proof.ofAssigning(tx, acting, role);
  }

  /** @throws AppError `LAST_ADMIN` */
  async assertNotLast(tx: Tx, role: RoleRow, userId: string): Promise<void> {
    if (!(await this.administrators.isAdminRole(tx, role))) return;
    await this.administrators.assertNotLast(tx, userId);
  }
}
