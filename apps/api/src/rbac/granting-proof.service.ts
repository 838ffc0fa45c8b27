import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { FreshProofs } from '#api/users/proofs';
import type { Acting } from './acting.js';
import type { RoleRow } from './roles.store.js';

/**
 * By which others become as mighty as oneself, make credentials, or do what cannot be undone: they prove themselves, not who
 * gave it to them. Names that begin with `role:` and `token:` are reserved; that of another service's own `user:delete` is not,
 * and means nothing here.
 */
const WANTING = new Set(['role:write', 'token:write', 'user:delete']);

const wantingOf = ({ permissions }: RoleRow) =>
  permissions.map(({ name }) => name).filter((name) => WANTING.has(name));

/** Wants a fresh proof before somebody comes by what acts are done with that want one. */
@Injectable()
export class GrantingProof {
  constructor(private readonly proofs: FreshProofs) {}

  /** Of an assignment. @throws AppError `PROOF_REQUIRED` */
  async ofAssigning(tx: Tx, acting: Acting, role: RoleRow): Promise<void> {
    if (wantingOf(role).length > 0) await this.use(tx, acting);
  }

  /** Of a change by which those who hold the role come by it. @throws AppError `PROOF_REQUIRED` */
  async ofChange(
    tx: Tx,
    acting: Acting,
    { before, after }: { readonly before: RoleRow; readonly after: RoleRow },
  ): Promise<void> {
    const had = wantingOf(before);
    const comesToHold = wantingOf(after).some((name) => !had.includes(name));
    if (comesToHold) await this.use(tx, acting);
  }

  private async use(tx: Tx, acting: Acting): Promise<void> {
    if (this.proofs.areForAdministration) await this.proofs.consume(tx, acting, 'grant_role');
  }
}
