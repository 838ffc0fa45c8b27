import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit, type Actor } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { Administrators } from '#api/rbac';
import { EndSessions } from '#api/sessions';
import { UsersStore, type UserWithPassword } from '#api/users';

export interface ErasureRequest {
  readonly userId: string;
  readonly actor: Actor;
  readonly client?: ClientInfo;
  /** Done while the account is held and before anything of it ends: proofs go with it. */
  readonly prove?: (tx: Tx) => Promise<void>;
}

/** Removes an account with all that is its own: sessions, tokens, roles, unsent mails. The audit trail keeps its id. */
@Injectable()
export class Erasure {
  constructor(
    private readonly administrators: Administrators,
    private readonly users: UsersStore,
    private readonly sessions: EndSessions,
    private readonly audit: Audit,
  ) {}

  /**
   * The account as it last was; `null` when it was gone.
   * @throws AppError `LAST_ADMIN`, and whatever `prove` throws
   */
  async erase(unit: Unit, request: ErasureRequest): Promise<UserWithPassword | null> {
    const { userId, actor, client, prove } = request;
    await this.administrators.assertNotLast(unit.tx, userId);
    const user = await this.users.findForUpdate(unit.tx, userId);
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
}
