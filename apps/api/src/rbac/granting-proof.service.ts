import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { FreshProofs } from '#api/proofs';
import type { Acting } from './acting.js';
import type { RoleRow } from './roles.store.js';

/** The permission by which one makes others as mighty as oneself; names that begin so are reserved, so that it is always that one. */
const ROLE_WRITE = 'role:write';

const holdsIt = (role: RoleRow) => role.permissions.some(({ name }) => name === ROLE_WRITE);

/** Wants a fresh proof before somebody comes by `role:write`, in whichever service. */
@Injectable()
export class GrantingProof {
  constructor(private readonly proofs: FreshProofs) {}

  /** Of an assignment. @throws AppError `PROOF_REQUIRED` */
  async ofAssigning(tx: Tx, acting: Acting, role: RoleRow): Promise<void> {
    if (holdsIt(role)) await this.use(tx, acting);
  }

  /** Of a change by which those who hold the role come by it. @throws AppError `PROOF_REQUIRED` */
  async ofChange(
    tx: Tx,
    acting: Acting,
    { before, after }: { readonly before: RoleRow; readonly after: RoleRow },
  ): Promise<void> {
    if (holdsIt(after) && !holdsIt(before)) await this.use(tx, acting);
  }

  private async use(tx: Tx, acting: Acting): Promise<void> {
    if (this.proofs.areForAdministration) await this.proofs.consume(tx, acting, 'grant_role');
  }
}
