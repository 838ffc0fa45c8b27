import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit, type Actor } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { sessionEnded, EndSessions } from '#api/sessions';
import { Users, type UserWithPassword } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import { ErasableAccounts } from './erasable-accounts.service.js';
import { fieldRequired, wrongCurrentPassword } from './auth.errors.js';
import { FactorRequirement } from './factor-requirement.service.js';
import { OwnPassword } from './password-proof.service.js';

export interface ErasureRequest {
  readonly userId: string;
  readonly actor: Actor;
  readonly client?: ClientInfo;
  /** Called while the account is locked, before anything is deleted: its fresh proofs are deleted with it. */
  readonly prove?: (tx: Tx) => Promise<void>;
}

/** The field of the request that holds the password. */
const FIELD = 'password';

/**
 * Erases an account with its sessions, tokens, roles and unsent mails. The audit trail keeps its id.
 */
@Injectable()
export class Erasure {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly required: FactorRequirement,
    private readonly erasable: ErasableAccounts,
    private readonly users: Users,
    private readonly sessions: EndSessions,
    private readonly ownPassword: OwnPassword,
    private readonly proofs: FreshProofs,
    private readonly audit: Audit,
  ) {}

  /**
   * Erases the account of the signed-in user, by its password or by a fresh proof in the request.
   * @throws AppError `VALIDATION_FAILED`, `WRONG_CURRENT_PASSWORD`, `PROOF_REQUIRED`, `LAST_ADMIN`, `LAST_OWNER`,
   * `SESSION_ENDED`
   */
  async eraseOwn(
    principal: Principal,
    password: string | undefined,
    client: ClientInfo,
  ): Promise<void> {
    const hasFactor = await this.required.appliesTo(principal.userId);
    if (hasFactor || password === undefined) {
      return this.eraseOwnByProof(principal, client, hasFactor);
    }
    const shown = { password, field: FIELD };
    const proven = await this.ownPassword.getProven(principal, shown, client);
    await this.unitOfWork.run(async (unit) => {
      const prove = async (tx: Tx) => {
        // One was enrolled meanwhile.
        if (await this.required.appliesTo(principal.userId, tx)) throw wrongCurrentPassword(FIELD);
      };
      const erased = await this.eraseIn(unit, principal, { client, prove });
      if (erased.password !== proven.password) throw wrongCurrentPassword(FIELD);
    });
  }

  /** Locks what decides whether the account may be erased: call it first where the account is locked before `erase`. */
  hold(tx: Tx, userId: string): Promise<void> {
    return this.erasable.hold(tx, userId);
  }

  /**
   * Erases an account within the transaction of its cause. Answers the account as it was; `null` when it does not exist.
   * @throws AppError `LAST_ADMIN`, `LAST_OWNER`, and what `prove` throws
   */
  async erase(unit: Unit, request: ErasureRequest): Promise<UserWithPassword | null> {
    const { userId, actor, client, prove } = request;
    await this.erasable.assertErasable(unit.tx, userId);
    const user = await this.users.lock(unit.tx, userId);
    if (!user) return null;
    await prove?.(unit.tx);
    const ended = await this.sessions.endAll(unit, { userId, reason: 'account_erased' });
    await this.users.erase(unit.tx, userId);
    unit.changed({ kind: 'user_changed', userId, data: { erased: true } });
    await this.audit.record(unit.tx, {
      type: 'user.erased',
      outcome: 'success',
      actor,
      target: { kind: 'user', id: userId },
      ...(client && { client }),
      details: { sessions_ended: ended },
    });
    return user;
  }

  /** Also of an account with a second factor, whose password alone is no proof. */
  private async eraseOwnByProof(
    principal: Principal,
    client: ClientInfo,
    hasFactor: boolean,
  ): Promise<void> {
    // The account has a password and the request no proof: the password is missing.
    const isLeftOut =
      !hasFactor && client.proof === undefined && (await this.ownPassword.isSet(principal));
    if (isLeftOut) throw fieldRequired(FIELD);
    await this.unitOfWork.run(async (unit) => {
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
    const erased = await this.erase(unit, { userId, actor, ...how });
    if (!erased) throw sessionEnded();
    return erased;
  }
}
