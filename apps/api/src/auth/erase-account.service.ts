import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { FreshProofs } from '#api/users/proofs';
import { accountGone, fieldRequired, wrongCurrentPassword } from './auth.errors.js';
import { Erasure, type ErasureRequest } from './erasure.service.js';
import { OwnPassword } from './own-password.service.js';

const FIELD = 'password';

/** Erases the account of who is signed in, for good. */
@Injectable()
export class EraseAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ownPassword: OwnPassword,
    private readonly erasure: Erasure,
    private readonly proofs: FreshProofs,
  ) {}

  /**
   * By the password, which is a proof in itself, or by a fresh proof that the request shows.
   * @throws AppError `VALIDATION_FAILED`, `WRONG_CURRENT_PASSWORD`, `PROOF_REQUIRED`, `LAST_ADMIN`
   */
  async erase(
    principal: Principal,
    password: string | undefined,
    client: ClientInfo,
  ): Promise<void> {
    if (password === undefined) {
      // Who has a password and shows nothing has left it out.
      const hasLeftOut = client.proof === undefined && (await this.ownPassword.isSet(principal));
      if (hasLeftOut) throw fieldRequired(FIELD);
      return this.byProof(principal, client);
    }
    const shown = { password, field: FIELD };
    const proven = await this.ownPassword.getProven(principal, shown, client);
    await this.unitOfWork.run(async (unit) => {
      const erased = await this.eraseIn(unit, principal, { client });
      if (erased.password !== proven.password) throw wrongCurrentPassword(FIELD);
    });
  }

  private byProof(principal: Principal, client: ClientInfo): Promise<void> {
    return this.unitOfWork.run(async (unit) => {
      const prove = (tx: Tx) => this.proofs.consume(tx, { principal, client }, 'erase_account');
      await this.eraseIn(unit, principal, { client, prove });
    });
  }

  private async eraseIn(
    unit: Unit,
    { userId, sessionId }: Principal,
    how: Pick<ErasureRequest, 'client' | 'prove'>,
  ) {
    const actor = { kind: 'user', id: userId, sessionId } as const;
    const erased = await this.erasure.erase(unit, { userId, actor, ...how });
    if (!erased) throw accountGone();
    return erased;
  }
}
